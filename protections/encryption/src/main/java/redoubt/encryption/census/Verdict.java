package redoubt.encryption.census;

/** The answer of a ledger. */
public enum Verdict {
  /** All objects of the protected resources are encrypted as expected. */
  PROTECTED("protected"),
  /** At least one is not. */
  UNPROTECTED("unprotected"),
  /** All look as expected, and at least one sample did not open, or its key was not to be used. */
  UNPROVEN("unproven"),
  /** There is no object of a protected resource, so nothing was shown. */
  EMPTY("empty");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The stable name for people and scripts. */
  public String text() {
    return text;
  }
}
