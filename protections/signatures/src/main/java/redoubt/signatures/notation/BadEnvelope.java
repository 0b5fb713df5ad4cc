package redoubt.signatures.notation;

/** An envelope that cannot be read; its message is a sentence for people. */
final class BadEnvelope extends Exception {
  private static final long serialVersionUID = 1;

  BadEnvelope(String sentence) {
    super(sentence);
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
