package redoubt.signatures.tuf;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;

/**
 * Follows a repository from its root to its targets: root, timestamp, snapshot, targets, and the
 * roles that these delegate to (The Update Framework 1.0, section 5, without the numbered file
 * names; notary's server and client). One that does not hold takes all below it with it.
 */
public final class TufVerifier {
  private static final int MOST_ROLES = 500;

  private final TufFiles files;
  private final Runnable alive;
  private final Instant now;
  private final TargetFacts facts;
  private final List<Check> roles = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int rolesLeft;

  /**
   * What came of it.
   *
   * @param chain what all roles share: root, timestamp and snapshot
   * @param roles with targets, as far as they were come to
   * @param facts one for each target of each role; of what does not hold too, so that it can be
   *     told why
   * @param leftOut what was too much to be looked at, in one sentence; empty mostly
   */
  public record Verified(
      Check chain, List<Check> roles, List<Fact> facts, Optional<String> leftOut) {
    public Verified {
      roles = List.copyOf(roles);
      facts = List.copyOf(facts);
    }
  }

  /** A role that is yet to be looked at, and what is known of those that it hangs from. */
  private record Waiting(RoleKeys keys, Check above, Instant until) {}

  private TufVerifier(TufFiles files, Instant now, Runnable alive) {
    this.files = files;
    this.now = now;
    this.alive = alive;
    this.facts = new TargetFacts(files.gun());
  }

  /**
   * Of at most 500 roles and 20,000 targets, of the role {@code targets} first; what is beyond is
   * counted and not looked at.
   */
  public static Verified verify(TufFiles files, Pin pin, Instant now) {
    return verify(files, pin, now, () -> {}, new RootChains(0));
  }

  /**
   * The same.
   *
   * @param alive is called before each root and each role, and may throw to end it
   * @param chains what was found out before about roots, and is now
   */
  public static Verified verify(
      TufFiles files, Pin pin, Instant now, Runnable alive, RootChains chains) {
    return new TufVerifier(files, now, alive).run(pin, chains);
  }

  private Verified run(Pin pin, RootChains chains) {
    Check.All chain = new Check.All("chain");
    Roots.Chain roots = Roots.check(files, pin, now, alive, chains);
    chain.add(roots.check());
    Optional<RootFile> root = roots.newest();
    root.ifPresent(known ->
        facts.signedRoot(
            known.document().signedBy(known.rootKeys(files.gun(), Optional.empty())).keySet()));
    Optional<MetaFile> timestamp =
        root.flatMap(known -> meta(known.role(RoleName.TIMESTAMP), Optional.empty(), chain));
    Optional<MetaFile> snapshot =
        root.flatMap(known ->
            timestamp.flatMap(
                time -> meta(known.role(RoleName.SNAPSHOT), time.file(RoleName.SNAPSHOT), chain)));
    if (root.isPresent() && snapshot.isPresent()) {
      chain.add(
          Check.of(
              "snapshot.root",
              snapshot.get().has(RoleName.ROOT, root.get().document().bytes()),
              "The snapshot has this root.",
              "The snapshot has another root."));
    }
    Check shared = chain.end();
    if (root.isPresent() && timestamp.isPresent() && snapshot.isPresent() && shared.isPassed()) {
      Instant until =
          Stream.of(
                  Roots.until(root.get(), files.gun(), pin, now),
                  timestamp.get().document().expires(),
                  snapshot.get().document().expires())
              .min(Comparator.naturalOrder())
              .orElseThrow();
      RoleKeys targets = root.get().role(RoleName.TARGETS);
      RoleKeys everything =
          new RoleKeys(targets.name(), targets.threshold(), targets.keys(), List.of(""));
      walk(new Waiting(everything, shared, until), snapshot.get());
    } else {
      unproven(shared);
    }
    return new Verified(shared, roles, facts.all(), leftOut());
  }

  private Optional<String> leftOut() {
    return facts.left() + rolesLeft == 0
        ? Optional.empty()
        : Optional.of(
            ("The collection %s has more than %d signed tags or %d roles: %d tags and %d roles are"
                    + " not looked at.")
                .formatted(files.gun(), TargetFacts.MOST, MOST_ROLES, facts.left(), rolesLeft));
  }

  /** A timestamp or a snapshot, if it holds. */
  private Optional<MetaFile> meta(RoleKeys role, Optional<FileMeta> expected, Check.All chain) {
    Check.All checks = new Check.All(role.name());
    Optional<byte[]> bytes = files.role(role.name());
    MetaFile read = null;
    if (checks.add(there(role.name(), bytes))) {
      try {
        if (!role.name().equals(RoleName.TIMESTAMP)) {
          checks.add(listed("timestamp", role.name(), bytes.orElseThrow(), expected));
        }
        read = MetaFile.read(role.name(), bytes.orElseThrow());
        common(role, read.document(), checks);
      } catch (BadDocument e) {
        checks.add(Check.failed(role.name() + ".form", e.said()));
      }
    }
    Check end = checks.end();
    chain.add(end);
    return end.isPassed() ? Optional.ofNullable(read) : Optional.empty();
  }

  private static Check there(String role, Optional<byte[]> bytes) {
    return Check.of(
        role + ".there",
        bytes.isPresent(),
        "There is a file of the role " + role + ".",
        "There is no file of the role " + role + ".");
  }

  private static Check listed(String by, String role, byte[] bytes, Optional<FileMeta> expected) {
    return Check.of(
        role + ".hash",
        expected.filter(meta -> meta.fits(bytes)).isPresent(),
        "Its length and hashes are those that the " + by + " has.",
        "Its length or hashes are not those that the " + by + " has.");
  }

  /** One of its keys had signed a newer one in a collection that is gone. */
  private boolean isWithdrawn(RoleKeys role, Document document) {
    return RoleName.hasTargets(role.name())
        && !files.seen().isEmpty()
        && document.signedBy(role).keySet().stream()
            .anyMatch(key -> files.seen().getOrDefault(key, 0) > document.version());
  }

  /** What all files but roots have to pass. */
  private void common(RoleKeys role, Document document, Check.All checks) {
    checks.add(
        Check.of(
            role.name() + ".signatures",
            role.signed(document),
            "As many keys of the role signed it as are needed.",
            "Fewer keys of the role signed it than are needed."));
    checks.add(
        Check.of(
            role.name() + ".rollback",
            document.version() >= files.least(role.name()) && !isWithdrawn(role, document),
            "It is not older than one seen before.",
            "It is older than one seen before."));
    checks.add(Roots.expiry(document, now));
  }

  private void walk(Waiting first, MetaFile snapshot) {
    Deque<Waiting> waiting = new ArrayDeque<>(List.of(first));
    while (!waiting.isEmpty() && seen.size() < MOST_ROLES) {
      alive.run();
      Waiting next = waiting.removeFirst();
      if (seen.add(next.keys().name())) {
        look(next, snapshot).reversed().forEach(waiting::addFirst);
      }
    }
    rolesLeft =
        (int)
            waiting.stream()
                .map(left -> left.keys().name())
                .distinct()
                .filter(name -> !seen.contains(name))
                .count();
  }

  /** Looks at a role with targets, and returns those that it delegates to. */
  private List<Waiting> look(Waiting role, MetaFile snapshot) {
    String name = role.keys().name();
    Optional<byte[]> bytes = files.role(name);
    if (bytes.isEmpty() && RoleName.isDelegation(name) && snapshot.file(name).isEmpty()) {
      // Nobody has signed anything for the delegation yet, and nothing is missed.
      return List.of();
    }
    Check.All checks = new Check.All(name);
    Optional<TargetsFile> file = Optional.empty();
    if (checks.add(there(name, bytes))) {
      checks.add(listed("snapshot", name, bytes.orElseThrow(), snapshot.file(name)));
      try {
        TargetsFile read = TargetsFile.read(name, bytes.orElseThrow());
        common(role.keys(), read.document(), checks);
        file = Optional.of(read);
      } catch (BadDocument e) {
        checks.add(Check.failed(name + ".form", e.said()));
      }
    }
    Check here = checks.end();
    roles.add(here);
    return file.map(read -> below(role, read, here)).orElse(List.of());
  }

  private List<Waiting> below(Waiting role, TargetsFile file, Check here) {
    Check all = TargetFacts.both(role.above(), here);
    Instant until = earlier(role.until(), file.document().expires());
    facts.add(role.keys(), file, all, until);
    return here.isPassed()
        ? file.delegations().stream()
            .map(below -> new Waiting(below.within(role.keys()), all, until))
            .toList()
        : List.of();
  }

  /** Targets of a repository whose chain does not hold, each with the reason. */
  private void unproven(Check chain) {
    files.roles().entrySet().stream()
        .filter(file -> RoleName.hasTargets(file.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(file -> unproven(chain, file.getKey(), file.getValue()));
  }

  private void unproven(Check chain, String name, byte[] bytes) {
    try {
      TargetsFile file = TargetsFile.read(name, bytes);
      RoleKeys nobody = new RoleKeys(name, 1, Map.of(), List.of(""));
      facts.add(nobody, file, chain, file.document().expires());
    } catch (BadDocument e) {
      // Nothing can be said about what cannot be read.
      roles.add(Check.failed(name + ".form", e.said()));
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
