package redoubt.seal.console;

import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;

/** How the seal stands. */
public record SealPage(
    String provider,
    String master,
    Optional<Moment> created,
    long secrets,
    long pending,
    Optional<Job> job,
    boolean running,
    Pill hsm,
    String hsmProblem,
    boolean hsmConfigured,
    String csrf,
    Optional<Notice> notice) {
  /** The newest change of the master key. */
  public record Job(
      String kind, String state, long done, long total, Optional<Moment> started, String problem) {}

  public boolean inHsm() {
    return provider.equals("pkcs11");
  }
}
