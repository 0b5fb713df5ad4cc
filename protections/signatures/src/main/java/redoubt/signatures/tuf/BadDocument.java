package redoubt.signatures.tuf;

/** What was read is not what it has to be; the message is one sentence for people. */
public final class BadDocument extends Exception {
  private static final long serialVersionUID = 1;

  public BadDocument(String said) {
    super(said);
  }

  /** One sentence. */
  public String said() {
    return String.valueOf(getMessage());
  }
}
