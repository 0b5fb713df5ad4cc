package redoubt.registry.console;

import java.util.Optional;
import java.util.function.Supplier;
import redoubt.core.Failure;
import redoubt.web.HttpStatus;
import redoubt.web.Response;

/** What forms of the room have in common. */
final class Forms {
  private Forms() {}

  /** The form again, with what went wrong; what cannot be shown again is a page of its own. */
  static Response again(Failure failure, Supplier<Response> form) {
    return switch (failure.kind()) {
      case INVALID, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE, NOT_SUPPORTED ->
          form.get();
      case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
    };
  }

  static int status(Optional<Failure> failure) {
    return failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
  }
}
