package redoubt.encryption.proof;

/** An object of a proof is still in a cluster. */
final class LeftBehind extends RuntimeException {
  private static final long serialVersionUID = 1;

  LeftBehind(RuntimeException cause) {
    super("an object of a proof was left behind", cause);
  }
}
