package redoubt.encryption.etcd;

import java.util.List;
import java.util.Optional;

/**
 * What a source was.
 *
 * @param kind {@code snapshot} or {@code etcd}
 * @param name the file's name, or the endpoints
 * @param revision of etcd that the objects are of
 * @param sha256 of the snapshot, verified; hexadecimal
 * @param notes what a reader should know: restarts, lost members, a missing checksum
 */
public record Scan(
    String kind, String name, long revision, Optional<String> sha256, List<String> notes) {
  public Scan {
    notes = List.copyOf(notes);
  }
}
