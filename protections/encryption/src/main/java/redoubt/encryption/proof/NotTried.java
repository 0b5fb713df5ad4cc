package redoubt.encryption.proof;

/** Why an attack on a cluster could not be made; nothing was seen that speaks for or against it. */
final class NotTried extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param why the end of a sentence that begins with the cluster
   */
  NotTried(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
