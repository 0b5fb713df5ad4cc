package redoubt.encryption.outward;

import redoubt.core.Failure;

/** A time was over before the other side had answered to the end. */
public final class TookTooLong extends Failure {
  private static final long serialVersionUID = 1;

  /**
   * @param who as a sentence begins: "The API server", "etcd"
   */
  public TookTooLong(String who) {
    super(
        Kind.UNAVAILABLE,
        "encryption.took-too-long",
        who + " did not answer to the end in the time that it has.",
        "Look whether it is overloaded, and whether the network loses what it sends.");
  }
}
