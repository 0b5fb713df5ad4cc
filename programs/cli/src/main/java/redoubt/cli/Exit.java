package redoubt.cli;

import redoubt.core.Failure;

/** What a command's exit status says. */
public final class Exit {
  public static final int DONE = 0;

  /** The question was understood and the answer is no: denied, not in that state, unproven. */
  public static final int NO = 1;

  /** The command or a value in it is wrong. */
  public static final int USAGE = 2;

  /** No answer: server, network, file or credential. */
  public static final int COULD_NOT = 3;

  /** Whoever read the output had enough, as in {@code | head}: 128 and SIGPIPE, as from others. */
  public static final int PIPE_CLOSED = 141;

  private Exit() {}

  static int of(Failure.Kind kind) {
    return switch (kind) {
      case FORBIDDEN, CONFLICT, GONE, UNPROCESSABLE -> NO;
      case INVALID, TOO_LARGE -> USAGE;
      case UNAUTHENTICATED, NOT_FOUND, TOO_MANY, UNAVAILABLE, NOT_SUPPORTED, INTERNAL -> COULD_NOT;
    };
  }
}
