package redoubt.keys.proof;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import redoubt.web.Role;

/** Where the attacks on keys are run: the server itself, seen from outside. */
public interface ProvingGround {
  /** Begins a visit; ending it removes the users that were made for it. */
  Visit enter();

  /** The two instances that are there for proofs alone. */
  enum Side {
    HOME,
    FOREIGN
  }

  /** A service user of the visit that holds one role in one of the instances. */
  record Caller(Side side, Role role) {
    @Override
    public String toString() {
      return role + (side == Side.HOME ? "" : " of another instance");
    }
  }

  /** A call of the server's API. */
  record Call(String method, String path, String body) {
    public static Call get(String path) {
      return new Call("GET", path, "");
    }

    public static Call post(String path, String body) {
      return new Call("POST", path, body);
    }

    public static Call delete(String path) {
      return new Call("DELETE", path, "");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Reads bytes that lie somewhere; the stream is closed by whoever made it. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param place name of the table or file
     */
    void read(String place, InputStream bytes) throws IOException;
  }

  /** A number of calls, and looks at what is stored. */
  interface Visit extends AutoCloseable {
    /** Id of an instance. */
    String instance(Side side);

    /**
     * Calls over HTTPS.
     *
     * @param target the instance that the call names in its header
     */
    Answer call(Caller caller, Side target, Call call);

    /** The server's time. */
    Instant now();

    /** Returns once the server's time is not before the moment; at most a minute later. */
    void await(Instant moment);

    /** Every row of every table that is not PostgreSQL's own. */
    void readDatabase(Reader reader) throws IOException;

    /** Every file of the data directory, with PostgreSQL's if it lies there. */
    void readFiles(Reader reader) throws IOException;

    @Override
    void close();
  }
}
