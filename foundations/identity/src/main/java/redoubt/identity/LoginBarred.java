package redoubt.identity;

import java.time.Duration;
import redoubt.core.Failure;

/** Too many failed logins: nothing is tried until the time is over. */
public final class LoginBarred extends Failure {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  LoginBarred(Duration retryAfter) {
    super(
        Failure.Kind.TOO_MANY,
        "identity.login-barred",
        "There were too many failed logins.",
        "Wait " + retryAfter.toSeconds() + " seconds, and check the API key before trying again.");
    this.retryAfter = retryAfter;
  }

  /** In whole seconds, at least one. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
