package redoubt.identity.console;

import java.util.Optional;
import redoubt.core.Failure;
import redoubt.web.Request;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/** What came of a form: it worked, or it is shown again with what the API said. */
final class Changed {
  private Changed() {}

  /** The failure to show beside the form; one that no form can mend is thrown. */
  static Optional<Failure> refusal(Answer answer) {
    if (answer.ok()) {
      return Optional.empty();
    }
    Failure failure = answer.failure();
    return switch (failure.kind()) {
      case INVALID,
          CONFLICT,
          UNPROCESSABLE,
          NOT_FOUND,
          GONE,
          TOO_MANY,
          UNAVAILABLE,
          NOT_SUPPORTED ->
          Optional.of(failure);
      case UNAUTHENTICATED, FORBIDDEN, TOO_LARGE, INTERNAL -> throw failure;
    };
  }

  static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "made" -> Optional.of(Notice.done("Made."));
      case "saved" -> Optional.of(Notice.done("Saved."));
      case "removed" -> Optional.of(Notice.done("Removed. It ended at once, on every server."));
      default -> Optional.empty();
    };
  }
}
