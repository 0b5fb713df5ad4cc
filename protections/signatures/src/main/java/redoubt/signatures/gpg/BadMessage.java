package redoubt.signatures.gpg;

/** A message that cannot be read; its message is a sentence for people. */
final class BadMessage extends Exception {
  private static final long serialVersionUID = 1;

  BadMessage(String sentence) {
    super(sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
