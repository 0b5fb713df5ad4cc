package redoubt.signatures.tuf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;

/** Facts of the targets of a collection, one for each target of each role, and not too many. */
final class TargetFacts {
  /** {@code docker trust sign} puts each tag into two roles. */
  static final int MOST = 20_000;

  private final String gun;
  private final SortedSet<String> rootKeys = new TreeSet<>();
  private final List<Fact> facts = new ArrayList<>();
  private int left;

  TargetFacts(String gun) {
    this.gun = gun;
  }

  /**
   * @param keys fingerprints of those that signed the newest root
   */
  void signedRoot(Collection<String> keys) {
    rootKeys.addAll(keys);
  }

  /**
   * All targets of a file. What they have in common is found out once: there may be thousands.
   *
   * @param above what was found out about the file and all that it hangs from
   */
  void add(RoleKeys role, TargetsFile file, Check above, Instant until) {
    Document document = file.document();
    Signer signer =
        above.isPassed()
            ? new Signer.Role(
                gun, role.name(), new TreeSet<>(document.signedBy(role).keySet()), rootKeys)
            : new Signer.Unknown();
    Digest evidence = document.digest();
    String version = Integer.toString(document.version());
    Check covered = both(above, path(true));
    Check foreign = both(above, path(false));
    file.targets().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(target -> {
          boolean covers = role.covers(target.getKey());
          Map<String, String> claims =
              Map.of(
                  "tag",
                  target.getKey(),
                  "length",
                  Long.toString(target.getValue().length()),
                  "gun",
                  gun,
                  "role",
                  role.name(),
                  "version",
                  version);
          target
              .getValue()
              .digest()
              .ifPresent(subject ->
                  add(
                      new Fact(
                          subject,
                          Format.NOTARY_V1,
                          evidence,
                          covers ? signer : new Signer.Unknown(),
                          Optional.empty(),
                          Optional.of(until),
                          claims,
                          covers ? covered : foreign)));
        });
  }

  private void add(Fact fact) {
    if (facts.size() < MOST) {
      facts.add(fact);
    } else {
      left++;
    }
  }

  private static Check path(boolean covered) {
    return Check.of(
        "path",
        covered,
        "The role may have targets of this name.",
        "The role may not have targets of this name.");
  }

  static Check both(Check first, Check second) {
    Check.All all = new Check.All("tuf");
    all.add(first);
    all.add(second);
    return all.end();
  }

  List<Fact> all() {
    return facts;
  }

  /** How many were too much. */
  int left() {
    return left;
  }
}
