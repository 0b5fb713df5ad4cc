package redoubt.kms.proto;

import redoubt.core.Failure;

/**
 * {@code kms.malformed}: the bytes are no such message. Says which rule they break and has none of
 * them.
 */
public final class Malformed extends Failure {
  private static final long serialVersionUID = 1;

  private final String rule;

  public Malformed(String rule) {
    super(
        Failure.Kind.INVALID,
        "kms.malformed",
        "The message cannot be read: " + rule + ".",
        "Send a protobuf message of the Kubernetes KMS contract.");
    this.rule = rule;
  }

  /** Which rule is broken. */
  public String rule() {
    return rule;
  }

  /** Says nothing of the program: stored objects may be malformed by the thousand. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
