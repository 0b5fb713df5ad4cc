package redoubt.signatures.proof;

import java.time.Instant;
import java.util.Map;

/** Where the attacks on content trust are run: the server itself, seen from outside. */
public interface ProvingGround {
  /** Begins a visit; ending it removes all that was made for it. */
  Visit enter();

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

    static Call get(String path) {
      return new Call("GET", path, Map.of(), new byte[0]);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** What the server answered. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body) {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }

  /** A number of calls by a manager of an instance that is there for proofs alone. */
  interface Visit extends AutoCloseable {
    String instance();

    /** A namespace that is the visit's own. */
    String namespace();

    /** The server's time. */
    Instant now();

    Answer call(Call call);

    @Override
    void close();
  }
}
