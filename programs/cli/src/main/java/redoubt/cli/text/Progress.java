package redoubt.cli.text;

import java.io.PrintStream;

/**
 * Progress of long work: a bar that redraws itself on a terminal, otherwise one line whenever a
 * further tenth is done, or one at the end where nobody knows how much there is. Goes to the error
 * stream, so that results stay clean.
 */
public final class Progress implements AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final boolean terminal;
  private final String what;
  private long tenth = -1;
  private boolean drawn;
  private long counted = -1;

  public Progress(PrintStream err, boolean terminal, String what) {
    this.err = err;
    this.terminal = terminal;
    this.what = what;
  }

  /**
   * @param total 0 when unknown
   */
  public void at(long done, long total) {
    long share = total <= 0 ? 0 : Math.min(1000, done * 1000 / total);
    if (terminal) {
      int filled = (int) (share * WIDTH / 1000);
      err.print(
          "\r"
              + what
              + " ["
              + "#".repeat(filled)
              + ".".repeat(WIDTH - filled)
              + "] "
              + count(done, total)
              + "\033[K");
      err.flush();
      drawn = true;
    } else if (total <= 0) {
      counted = done;
    } else if (share / 100 != tenth) {
      tenth = share / 100;
      err.println(what + ": " + count(done, total));
    }
  }

  private static String count(long done, long total) {
    return total <= 0 ? Long.toString(done) : done + " of " + total;
  }

  @Override
  public void close() {
    if (drawn) {
      err.println();
    } else if (counted >= 0) {
      err.println(what + ": " + counted);
    }
  }
}
