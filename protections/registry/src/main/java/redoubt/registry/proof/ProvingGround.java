package redoubt.registry.proof;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.web.Json;

/** Where the attacks on the registry are run: the server itself, seen from outside. */
public interface ProvingGround {
  /** Begins a visit; ending it removes all that was made for it. */
  Visit enter();

  /** The two instances that are there for proofs alone. */
  enum Side {
    HOME,
    FOREIGN
  }

  /** What a caller shows. */
  sealed interface Credential {
    /** Nothing. */
    record None() implements Credential {}

    /** A token of a manager of an instance, good for all that it may do. */
    record Bearer(Side side) implements Credential {}

    /** The same token in a login as clients of registries send it. */
    record Login(Side side) implements Credential {}

    /** A token that the registry gave for repositories. */
    record Token(String text) implements Credential {
      @Override
      public String toString() {
        return "Token[…]";
      }
    }
  }

  /**
   * A call of the server.
   *
   * @param path with its query
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Call(String method, String path, Map<String, String> headers, byte[] body) {
    public Call {
      headers = Map.copyOf(headers);
    }

    public Call(String method, String path) {
      this(method, path, Map.of(), new byte[0]);
    }

    static Call json(String method, String path, Object body) {
      return new Call(method, path, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /**
   * What the server answered.
   *
   * @param status 0 when it broke the answer off
   * @param headers by name in lower case
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
      headers = new TreeMap<>(headers);
    }

    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether the body names a code of ours. */
    boolean names(String code) {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8).contains("\"" + code + "\"");
    }

    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }

  /** A number of calls. */
  interface Visit extends AutoCloseable {
    /** Id of an instance. */
    String instance(Side side);

    /** A namespace of that instance that is the visit's own. */
    String namespace(Side side);

    Answer call(Credential who, Call call);

    @Override
    void close();
  }
}
