package redoubt.encryption.census;

/** What an object's protection is worth, by what was expected. */
public enum Standing {
  /** Anyone who reads etcd reads it. */
  CLEAR("clear", true),
  /** Nobody here can say what protects it. */
  UNREADABLE("unreadable", true),
  /** Under a key that is not one of the expected. */
  FOREIGN("foreign", true),
  /** Under a key that was current once: it opens, and is to be migrated. */
  STALE("stale", false),
  /** Under the current key. */
  CURRENT("current", false),
  /** Encrypted; which keys are expected was not said. */
  ENCRYPTED("encrypted", false);

  private final String text;
  private final boolean offending;

  Standing(String text, boolean offending) {
    this.text = text;
    this.offending = offending;
  }

  /** The stable name for people and scripts. */
  public String text() {
    return text;
  }

  /** Whether a protected resource must not have such an object. */
  public boolean isOffending() {
    return offending;
  }
}
