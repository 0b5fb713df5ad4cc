package redoubt.signatures.tufserver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tuf.RoleName;
import redoubt.signatures.tufserver.sql.FileRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.store.Database;

/**
 * What was stored of a collection when what is published to it was looked at, before anybody had to
 * wait for that.
 *
 * @param gun the collection's id, if it had been begun
 */
record Before(Optional<Long> gun, List<TrustFile> files) {
  static Before of(Database database, TrustPlace place) {
    return database.snapshot(handle ->
        GunRows.find(handle, place)
            .map(gun -> new Before(Optional.of(gun.id()), FileRows.current(handle, gun.id())))
            .orElse(new Before(Optional.empty(), List.of())));
  }

  /** By role. */
  Map<String, byte[]> bytes() {
    return Stored.bytes(files);
  }

  /**
   * The files that are stored by now, if roots and targets are the same. The server's own may have
   * been signed anew, and only those are read then.
   *
   * @param newest of the collection that is there by now
   */
  Optional<Map<String, byte[]>> still(
      Handle transaction, Optional<GunRows.Gun> now, List<Newest> newest) {
    Map<String, Integer> then =
        files.stream().collect(Collectors.toMap(TrustFile::role, TrustFile::version));
    Map<String, Integer> versions =
        newest.stream().collect(Collectors.toMap(Newest::role, Newest::version));
    boolean same =
        (files.isEmpty() || gun.equals(now.map(GunRows.Gun::id)))
            && ofClients(then).equals(ofClients(versions));
    if (!same) {
      return Optional.empty();
    }
    Map<String, byte[]> bytes = new HashMap<>(bytes());
    now.ifPresent(there ->
        versions.forEach((role, version) -> {
          if (!version.equals(then.get(role))) {
            bytes.put(role, FileRows.current(transaction, there.id(), role).orElseThrow().bytes());
          }
        }));
    return Optional.of(bytes);
  }

  private static Map<String, Integer> ofClients(Map<String, Integer> versions) {
    Map<String, Integer> few = new HashMap<>(versions);
    few.keySet().removeIf(role -> !role.equals(RoleName.ROOT) && !RoleName.hasTargets(role));
    return few;
  }
}
