package redoubt.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where results go, as UTF-8 whatever the locale says. Writing throws nothing, as with every {@link
 * PrintStream}; what was lost is told afterwards. After a loss nothing more is written, so that
 * there is never a hole.
 */
public final class ResultStream extends PrintStream {
  private final Target target;

  public ResultStream(OutputStream to) {
    this(new Target(to));
  }

  private ResultStream(Target target) {
    super(new BufferedOutputStream(target), false, StandardCharsets.UTF_8);
    this.target = target;
  }

  /** Writes out what waits, and says why not all that was written has arrived. */
  Optional<IOException> loss() {
    flush();
    return Optional.ofNullable(target.loss);
  }

  private static final class Target extends OutputStream {
    private final OutputStream to;
    private @Nullable IOException loss;

    Target(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (loss != null) {
        throw loss;
      }
      try {
        to.write(bytes, offset, length);
      } catch (IOException e) {
        loss = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      if (loss != null) {
        throw loss;
      }
      try {
        to.flush();
      } catch (IOException e) {
        loss = e;
        throw e;
      }
    }
  }
}
