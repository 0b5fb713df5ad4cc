package redoubt.server.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Notice;

/** All claims with their evidence, by protection. */
public record EvidencePage(
    Proofs all,
    List<Group> groups,
    String show,
    boolean mayRun,
    boolean mayReadLedger,
    String csrf,
    Optional<Notice> notice) {
  /** The claims of one protection. */
  public record Group(String name, String title, Proofs proofs) {}
}
