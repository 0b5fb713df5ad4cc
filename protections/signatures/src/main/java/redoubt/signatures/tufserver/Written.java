package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.CanonicalJson;
import redoubt.signatures.tuf.FileMeta;
import redoubt.signatures.tuf.MetaFile;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tuf.RootFile;
import redoubt.web.Json;

/** Files that the server writes and signs itself, in the form of notary's server. */
final class Written {
  /** How long they are good for, as notary's server has it. */
  static final Duration SNAPSHOT_LIFE = Duration.ofDays(3 * 365);

  static final Duration TIMESTAMP_LIFE = Duration.ofDays(14);

  private Written() {}

  /**
   * A snapshot with these files in place of what the one before had of them.
   *
   * @param before the newest one there was
   * @return empty when the server has too few of the role's keys
   */
  static Optional<byte[]> snapshot(
      RootFile root,
      Optional<MetaFile> before,
      Map<String, byte[]> files,
      Signing signing,
      Instant now) {
    Map<String, FileMeta> all = new TreeMap<>(before.map(MetaFile::files).orElse(Map.of()));
    files.forEach((role, bytes) -> all.put(role, FileMeta.of(bytes)));
    return signing.sign(
        root.role(RoleName.SNAPSHOT), text("Snapshot", next(before), now.plus(SNAPSHOT_LIFE), all));
  }

  /** A timestamp of this snapshot. */
  static Optional<byte[]> timestamp(
      RootFile root, Optional<MetaFile> before, byte[] snapshot, Signing signing, Instant now) {
    return signing.sign(
        root.role(RoleName.TIMESTAMP),
        text(
            "Timestamp",
            next(before),
            now.plus(TIMESTAMP_LIFE),
            Map.of(RoleName.SNAPSHOT, FileMeta.of(snapshot))));
  }

  private static int next(Optional<MetaFile> before) {
    int last = before.map(file -> file.document().version()).orElse(0);
    if (last == Integer.MAX_VALUE) {
      throw TrustFailures.tooLarge("No version is higher than that of the file that is there.");
    }
    return last + 1;
  }

  private static byte[] text(
      String type, int version, Instant expires, Map<String, FileMeta> files) {
    Map<String, Object> meta = new TreeMap<>();
    files.forEach((role, file) -> {
      Map<String, Object> hashes = new TreeMap<>();
      file.hashes()
          .forEach((algorithm, digest) ->
              hashes.put(
                  algorithm.word(),
                  java.util.Base64.getEncoder()
                      .encodeToString(java.util.HexFormat.of().parseHex(digest.hex()))));
      meta.put(role, Map.of("hashes", hashes, "length", file.length()));
    });
    Map<String, Object> signed =
        Map.of("_type", type, "expires", expires.toString(), "meta", meta, "version", version);
    try {
      return CanonicalJson.of(Json.parse(Json.bytes(signed)));
    } catch (BadDocument e) {
      throw new IllegalStateException("a file of ours has a canonical form", e);
    }
  }
}
