package redoubt.encryption.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import redoubt.web.Json;

/** Port of the proofs: the server itself, seen from outside, with an instance for proofs alone. */
public interface ProofGround {
  /** Begins a visit; ending it removes the users that were made for it. */
  Visit enter();

  /** A number of calls. */
  interface Visit extends AutoCloseable {
    /** Id of the instance. */
    String instance();

    /** Calls over HTTPS as a manager of the instance. */
    Answer call(String method, String path, String body);

    /** Where the server listens. */
    URI server();

    /** PEM file of the authority to trust. */
    Path authority();

    /** The server's time. */
    Instant now();

    @Override
    void close();
  }

  /** What the server answered. Its text shows no body, which may hold an API key. */
  record Answer(int status, String body) {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    JsonNode json() {
      return Json.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }
}
