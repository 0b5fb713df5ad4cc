package redoubt.signatures.signers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/**
 * What credentials of namespaces were read into, kept as long as the signers stay the same: that of
 * an image takes no reading then. The namespace that was asked for longest ago goes first. Many
 * threads may use one.
 */
final class ReadSigners {
  private record Place(String instance, String namespace) {}

  private record Read(long version, List<NamedSigner> signers, Known known) {}

  private final long mostCharacters;
  private final SequencedMap<Place, Read> read = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  /**
   * @param mostCharacters of the credentials of all namespaces together; those of a namespace with
   *     more than a quarter are not kept
   */
  ReadSigners(long mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  /**
   * @param signers of the namespace, those that were revoked too
   * @param reading reads them, if they are not what was read before
   */
  Known of(
      String instance,
      String namespace,
      long version,
      List<NamedSigner> signers,
      Supplier<Known> reading) {
    Place place = new Place(instance, namespace);
    synchronized (read) {
      Read before = read.get(place);
      if (before != null && before.version() == version && before.signers().equals(signers)) {
        return before.known();
      }
    }
    Known known = reading.get();
    keep(place, new Read(version, List.copyOf(signers), known));
    return known;
  }

  private void keep(Place place, Read fresh) {
    synchronized (read) {
      Read before = read.remove(place);
      characters -= before == null ? 0 : weight(before.signers());
      long weight = weight(fresh.signers());
      if (weight > mostCharacters / 4) {
        return;
      }
      Read _ = read.put(place, fresh);
      characters += weight;
      while (characters > mostCharacters) {
        characters -= weight(read.pollFirstEntry().getValue().signers());
      }
    }
  }

  /** One without a credential takes room, too. */
  private static long weight(List<NamedSigner> signers) {
    return 1000
        + signers.stream()
            .map(NamedSigner::credential)
            .mapToLong(credential ->
                credential.text().length()
                    + credential.terms().values().stream().mapToInt(String::length).sum())
            .sum();
  }
}
