package redoubt.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An open connection to a server whose far end is known to be that server. */
interface Link extends AutoCloseable {
  InputStream in() throws IOException;

  OutputStream out() throws IOException;

  /** From here on no read waits longer than that. */
  void within(int millis) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * @throws redoubt.core.Failure when there is none to be had; says why
   */
  static Link open(Target target) {
    return target.socket().isPresent() ? LocalLink.connect(target) : Tls.connect(target);
  }
}
