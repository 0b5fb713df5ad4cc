package redoubt.signatures.tuf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.oci.Digest;
import redoubt.signatures.tuf.TufMaker.Pair;

/** A repository that is changed as its owner would, or as nobody should, and then looked at. */
public final class TufRepo {
  static final Duration YEAR = Duration.ofDays(365);

  public final String gun;
  public final Instant now;
  public Pair root;
  public Pair targets = TufMaker.ecdsa();
  public Pair snapshot = TufMaker.ecdsa();
  public Pair timestamp = TufMaker.ecdsa();
  int rootVersion = 1;
  public int version = 1;
  Instant rootExpires;
  Instant targetsExpires;
  Instant snapshotExpires;
  Instant timestampExpires;
  public final Map<String, Digest> tags = new TreeMap<>();
  public final List<String> delegations = new ArrayList<>();
  public final List<Pair> delegates = new ArrayList<>();
  public final List<byte[]> roots = new ArrayList<>();

  /** Somebody else's file that is handed out as this one's targets. */
  public Optional<byte[]> taken = Optional.empty();

  /** Files of delegations. */
  public final Map<String, byte[]> delegated = new TreeMap<>();

  TufRepo(String gun, Instant now) {
    this.gun = gun;
    this.now = now;
    this.root = TufMaker.root(gun, now);
    this.rootExpires = now.plus(YEAR);
    this.targetsExpires = now.plus(YEAR);
    this.snapshotExpires = now.plus(YEAR);
    this.timestampExpires = now.plus(Duration.ofDays(14));
  }

  public static TufRepo of(String gun, Instant now) {
    TufRepo repo = new TufRepo(gun, now);
    repo.tags.put("v1", image(1));
    repo.roots.add(repo.rootFile(repo.root));
    return repo;
  }

  /** One whose timestamps somebody else signs. */
  public static TufRepo of(String gun, Instant now, TufKey timestamp) {
    TufRepo repo = new TufRepo(gun, now);
    repo.timestamp = unknown(timestamp);
    repo.tags.put("v1", image(1));
    repo.roots.add(repo.rootFile(repo.root));
    return repo;
  }

  /** A key of which this one does not have the private half. */
  public static Pair unknown(TufKey key) {
    return new Pair(key, TufMaker.ecdsa().secret(), "ecdsa");
  }

  public static Digest image(int number) {
    return Digest.of((byte) number);
  }

  public String rootText(int atVersion) {
    return TufMaker.root(
        atVersion,
        rootExpires,
        TufMaker.roles(
            TufMaker.role(1, root),
            TufMaker.role(1, targets),
            TufMaker.role(1, snapshot),
            TufMaker.role(1, timestamp)),
        root,
        targets,
        snapshot,
        timestamp);
  }

  public byte[] rootFile(Pair... by) {
    return TufMaker.sign(rootText(rootVersion), by);
  }

  /** A new root of the next version. */
  public void rotate(Pair newRoot, Pair... signedBy) {
    root = newRoot;
    rootVersion++;
    roots.add(rootFile(signedBy));
  }

  public void delegate(String name, String paths, Pair to) {
    delegations.add(TufMaker.delegation(name, paths, to));
    delegates.add(to);
  }

  public byte[] targetsFile() {
    if (taken.isPresent()) {
      return taken.get();
    }
    return TufMaker.sign(
        TufMaker.targets(
            version, targetsExpires, tags, delegations, delegates.toArray(Pair[]::new)),
        targets);
  }

  public void sign(String role, Map<String, Digest> tagsOfRole, Pair... by) {
    delegated.put(
        role, TufMaker.sign(TufMaker.targets(version, targetsExpires, tagsOfRole, List.of()), by));
  }

  public Map<String, byte[]> roles() {
    Map<String, byte[]> roles = new LinkedHashMap<>(delegated);
    roles.put("targets", targetsFile());
    Map<String, byte[]> listed = new LinkedHashMap<>(roles);
    listed.put("root", roots.getLast());
    byte[] snapshotFile =
        TufMaker.sign(TufMaker.meta("Snapshot", version, snapshotExpires, listed), snapshot);
    roles.put("snapshot", snapshotFile);
    roles.put(
        "timestamp",
        TufMaker.sign(
            TufMaker.meta("Timestamp", version, timestampExpires, Map.of("snapshot", snapshotFile)),
            timestamp));
    return roles;
  }

  TufFiles files() {
    return new TufFiles(gun, roots, roles());
  }

  TufVerifier.Verified verified() {
    return TufVerifier.verify(files(), new Pin.FirstSeen(), now);
  }

  /** Role and tag of all that holds. */
  static List<String> held(TufVerifier.Verified verified) {
    return verified.facts().stream()
        .filter(fact -> fact.isAuthentic())
        .map(fact ->
            fact.claims().get("role") + " " + fact.claims().get("tag") + " " + fact.subject())
        .sorted()
        .toList();
  }

  List<String> held() {
    return held(verified());
  }
}
