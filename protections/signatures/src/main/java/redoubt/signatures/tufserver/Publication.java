package redoubt.signatures.tufserver;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Deadline;
import redoubt.signatures.Check;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.MetaFile;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.RoleKeys;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootFile;
import redoubt.signatures.tuf.Roots;
import redoubt.signatures.tuf.TargetsFile;

/**
 * What comes of files that a client publishes: all that is to be stored, or why none of it is
 * (notary's server does the same, in the same order; that targets still hold under a new root, and
 * that a snapshot has what is stored, is looked at besides). Pure.
 */
final class Publication {
  private final String gun;
  private final Map<String, byte[]> stored;
  private final Map<String, byte[]> sent;
  private final Instant now;
  private final Deadline deadline;
  private final Map<String, byte[]> accepted = new LinkedHashMap<>();

  /** What held already, by role: a parent has many children. */
  private final Map<String, TargetsFile> held = new HashMap<>();

  private final Map<String, Integer> signed = new HashMap<>();

  private Publication(
      String gun,
      Map<String, byte[]> stored,
      Map<String, byte[]> sent,
      Instant now,
      Deadline deadline) {
    this.gun = gun;
    this.stored = stored;
    this.sent = sent;
    this.now = now;
    this.deadline = deadline;
  }

  /**
   * All that was sent, which holds upon what was stored.
   *
   * @param files what is to be stored of it, by role
   * @param signers the newest version that a key signed of the targets that came, by fingerprint
   */
  record Checked(
      RootFile root, TargetsFile targets, Map<String, byte[]> files, Map<String, Integer> signers) {
    /**
     * The same with the timestamp, and with the snapshot if none was sent.
     *
     * @param then what is stored by then
     * @throws redoubt.core.Failure {@code signatures.trust.bad-hierarchy}, {@code .bad-root}
     */
    Map<String, byte[]> signed(Map<String, byte[]> then, Signing signing, Instant now) {
      Map<String, byte[]> all = new LinkedHashMap<>(files);
      if (!all.containsKey(RoleName.SNAPSHOT)) {
        Map<String, byte[]> named = new LinkedHashMap<>(files);
        named.put(RoleName.ROOT, root.document().bytes());
        named.put(RoleName.TARGETS, targets.document().bytes());
        all.put(
            RoleName.SNAPSHOT,
            Written.snapshot(root, before(then, RoleName.SNAPSHOT), named, signing, now)
                .orElseThrow(() ->
                    TrustFailures.badHierarchy(
                        "No snapshot came, and the snapshot's key is none of the server's.")));
      }
      all.put(
          RoleName.TIMESTAMP,
          Written.timestamp(
                  root, before(then, RoleName.TIMESTAMP), all.get(RoleName.SNAPSHOT), signing, now)
              .orElseThrow(() ->
                  TrustFailures.badRoot(
                      "The timestamp's key of the root is none of the server's.")));
      return all;
    }
  }

  /**
   * Looks at all that was sent. That may take long, since who publishes chooses how much there is
   * to look at.
   *
   * @param stored the newest file of each role
   * @param sent by role; a timestamp is the server's own to make, and left out
   * @throws redoubt.core.Failure {@code signatures.trust.*}; {@code .too-slow-to-check} when it is
   *     not done by the deadline
   */
  static Checked check(
      String gun,
      Map<String, byte[]> stored,
      Map<String, byte[]> sent,
      Instant now,
      Deadline deadline) {
    return new Publication(gun, stored, sent, now, deadline).run();
  }

  private Checked run() {
    RootFile root = root();
    List<String> targets =
        sent.keySet().stream()
            .filter(RoleName::hasTargets)
            .sorted(Comparator.comparingInt(RoleName::level).thenComparing(role -> role))
            .toList();
    for (String role : targets) {
      TargetsFile file = targets(root, role, true);
      if (file.document().isExpired(now)) {
        throw TrustFailures.badTargets("The file of " + role + " has expired.");
      }
      accepted.put(role, newest(role).orElseThrow());
    }
    if (newest(RoleName.TARGETS).isEmpty()) {
      throw TrustFailures.badHierarchy("There is no file of the role targets.");
    }
    TargetsFile top = targets(root, RoleName.TARGETS, sent.containsKey(RoleName.TARGETS));
    byte[] snapshot = sent.get(RoleName.SNAPSHOT);
    if (snapshot != null) {
      requireSnapshot(root, snapshot);
      accepted.put(RoleName.SNAPSHOT, snapshot);
    }
    return new Checked(
        root, top, Collections.unmodifiableMap(accepted), Collections.unmodifiableMap(signed));
  }

  private Optional<byte[]> newest(String role) {
    return Optional.ofNullable(sent.get(role)).or(() -> Optional.ofNullable(stored.get(role)));
  }

  private RootFile root() {
    Optional<RootFile> known = Optional.ofNullable(stored.get(RoleName.ROOT)).map(this::known);
    byte[] bytes = sent.get(RoleName.ROOT);
    if (bytes == null) {
      return known.orElseThrow(
          () -> TrustFailures.badUpdate("There is no root yet, and none came with the others."));
    }
    try {
      RootFile root = RootFile.read(bytes);
      int before = known.map(RootFile::version).orElse(0);
      if (known.isPresent() && root.version() == before) {
        throw TrustFailures.oldVersion(RoleName.ROOT);
      }
      if (root.version() != before + 1 && (known.isPresent() || root.version() != 2)) {
        throw TrustFailures.badRoot(
            "The version of the root is " + root.version() + ", and not " + (before + 1) + ".");
      }
      Check check = Roots.follows(known, root, gun, new Pin.FirstSeen(), Optional.of(now));
      if (!check.isPassed()) {
        throw TrustFailures.badRoot(check.said());
      }
      accepted.put(RoleName.ROOT, bytes);
      return root;
    } catch (BadDocument e) {
      throw TrustFailures.badRoot(e.said());
    }
  }

  private RootFile known(byte[] bytes) {
    try {
      return RootFile.read(bytes);
    } catch (BadDocument e) {
      throw TrustFailures.badRoot("The root that is stored cannot be read. " + e.said());
    }
  }

  /** The newest file of a role, signed by keys that its parents name, up to the root. */
  private TargetsFile targets(RootFile root, String role, boolean isSent) {
    TargetsFile known = held.get(role);
    if (known != null) {
      return known;
    }
    if (deadline.isOver()) {
      throw TrustFailures.tooSlowToCheck();
    }
    RoleKeys keys;
    if (role.equals(RoleName.TARGETS)) {
      keys = root.role(RoleName.TARGETS);
    } else {
      String parent = RoleName.parent(role);
      keys =
          targets(root, parent, sent.containsKey(parent))
              .delegation(role)
              .orElseThrow(() ->
                  TrustFailures.badTargets("The role " + role + " is delegated to by nobody."));
    }
    byte[] bytes =
        newest(role)
            .orElseThrow(
                () -> TrustFailures.badTargets("There is no file of the role " + role + "."));
    try {
      TargetsFile file = TargetsFile.read(role, bytes);
      Set<String> signers = file.document().signedBy(keys).keySet();
      if (signers.size() < keys.threshold()) {
        throw TrustFailures.badTargets(
            isSent
                ? "Fewer keys of " + role + " signed its file than are needed."
                : "The file of "
                    + role
                    + " that is stored does not hold any more, and no other came.");
      }
      if (isSent) {
        signers.forEach(key -> signed.merge(key, file.document().version(), Math::max));
      }
      held.put(role, file);
      return file;
    } catch (BadDocument e) {
      throw TrustFailures.badTargets("The file of " + role + " is not right. " + e.said());
    }
  }

  private void requireSnapshot(RootFile root, byte[] bytes) {
    try {
      MetaFile snapshot = MetaFile.read(RoleName.SNAPSHOT, bytes);
      if (!root.role(RoleName.SNAPSHOT).signed(snapshot.document())) {
        throw TrustFailures.badSnapshot("Fewer keys signed the snapshot than are needed.");
      }
      if (snapshot.document().isExpired(now)) {
        throw TrustFailures.badSnapshot("The snapshot has expired.");
      }
      requireFiles(snapshot, root);
    } catch (BadDocument e) {
      throw TrustFailures.badSnapshot(e.said());
    }
  }

  /** It has what came, the root and the targets; and of nothing another file than there is. */
  private void requireFiles(MetaFile snapshot, RootFile root) {
    Map<String, byte[]> needed = new LinkedHashMap<>(accepted);
    needed.put(RoleName.ROOT, root.document().bytes());
    needed.put(RoleName.TARGETS, newest(RoleName.TARGETS).orElseThrow());
    snapshot.files().keySet().stream()
        .filter(RoleName::isDelegation)
        .forEach(role ->
            needed.put(
                role,
                newest(role)
                    .orElseThrow(() ->
                        TrustFailures.badSnapshot(
                            "The snapshot has a file of " + role + " that is not there."))));
    needed.forEach((role, bytes) -> {
      if (!snapshot.has(role, bytes)) {
        throw TrustFailures.badSnapshot("The snapshot has another file of " + role + ".");
      }
    });
  }

  /** The newest one that is stored, whoever signed it. */
  private static Optional<MetaFile> before(Map<String, byte[]> stored, String role) {
    byte[] bytes = stored.get(role);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MetaFile.read(role, bytes));
    } catch (BadDocument e) {
      throw new IllegalStateException("a stored " + role + " cannot be read", e);
    }
  }
}
