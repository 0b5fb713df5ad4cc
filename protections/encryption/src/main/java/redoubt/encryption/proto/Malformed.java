package redoubt.encryption.proto;

/** The bytes are no such message. The text says which rule they break and has none of them. */
public final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Malformed(String rule) {
    super(rule, null, false, false);
  }

  /** Which rule is broken. */
  public String rule() {
    return java.util.Objects.requireNonNullElse(getMessage(), "");
  }
}
