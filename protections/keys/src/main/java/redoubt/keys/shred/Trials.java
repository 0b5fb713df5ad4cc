package redoubt.keys.shred;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.material.Material;
import redoubt.keys.material.MaterialName;
import redoubt.keys.material.WrappedKey;
import redoubt.keys.sql.PurgedRows;
import redoubt.store.Database;

/**
 * Tries in every way that an instance has to open what a purged key wrapped: by asking for the key,
 * by the material of its versions wherever that may be, and by every other key that could be of the
 * same material. Each material is asked for once, whatever the number of samples.
 */
final class Trials {
  /** Versions known outside that are tried on each sample. */
  private static final int MOST_KNOWN = 10_000;

  private final Database database;
  private final KeyChanges changes;
  private final Material material;

  Trials(Database database, KeyChanges changes, Material material) {
    this.database = database;
    this.changes = changes;
    this.material = material;
  }

  /** A sample and what came of trying it. */
  private static final class Tally {
    private final Sample sample;
    private final WrappedKey wrapped;
    private final Map<Evidence.Trial, Integer> counts = new LinkedHashMap<>();

    Tally(Sample sample) {
      this.sample = sample;
      this.wrapped = sample.parsed().orElseThrow();
    }

    void failed(String with, String code) {
      counts.merge(new Evidence.Trial(with, code, 1), 1, Integer::sum);
    }

    Evidence evidence() {
      List<Evidence.Trial> trials = new ArrayList<>();
      counts.forEach(
          (trial, count) -> trials.add(new Evidence.Trial(trial.with(), trial.code(), count)));
      return new Evidence(sample, wrapped.handle(), trials);
    }
  }

  /**
   * @param samples that can be read
   * @throws Failure {@code keys.sample-opens} when one does; when one way could not be tried, such
   *     as {@code hsm.unavailable}; {@code keys.certify-too-long} when the time is over
   */
  List<Evidence> attempt(PurgedKey key, List<Sample> samples, Deadline deadline) {
    List<Tally> all = samples.stream().map(Tally::new).toList();
    String answer = askForKey(key, all);
    all.forEach(tally -> tally.failed(Evidence.BY_KEY, answer));
    for (PurgedKey.Destroyed destroyed : key.versions()) {
      KeyVersion version = destroyed.version();
      attempt(
          Evidence.BY_DESTROYED,
          "the material of version " + version.number(),
          new MaterialName(key.tenant(), key.id(), version.id()),
          version.inHsm(),
          all,
          deadline);
    }
    List<PurgedRows.OfKey> known = knownOutside(key);
    for (PurgedRows.OfKey other : known) {
      attempt(Evidence.BY_KNOWN_OUTSIDE, other, key, all, deadline);
    }
    for (PurgedRows.OfKey named : named(key, all, known)) {
      List<Tally> naming =
          all.stream()
              .filter(tally -> tally.wrapped.handle().equals(named.version().id()))
              .toList();
      attempt(Evidence.BY_NAMED, named, key, naming, deadline);
    }
    return all.stream().map(Tally::evidence).toList();
  }

  private void attempt(
      String with, PurgedRows.OfKey other, PurgedKey key, List<Tally> tallies, Deadline deadline) {
    attempt(
        with,
        "key " + other.key() + " version " + other.version().number(),
        new MaterialName(key.tenant(), other.key(), other.version().id()),
        other.version().inHsm(),
        tallies,
        deadline);
  }

  private void attempt(
      String with,
      String which,
      MaterialName name,
      boolean inHsm,
      List<Tally> tallies,
      Deadline deadline) {
    check(deadline);
    boolean _ =
        material.trying(
            name,
            inHsm,
            opener -> {
              boolean absent = false;
              for (Tally tally : tallies) {
                check(deadline);
                String code = absent ? Material.NO_KEY : refusal(opener, tally, which);
                absent = code.equals(Material.NO_KEY);
                tally.failed(with, code);
              }
              return absent;
            });
  }

  /** With each of the additional data; the code of the first that failed. */
  private static String refusal(Material.Opener opener, Tally tally, String which) {
    Optional<String> first = Optional.empty();
    for (List<String> aad : tally.sample.aads()) {
      Optional<String> code = opener.refusal(tally.wrapped, aad);
      if (code.isEmpty()) {
        throw opens(tally.sample, which);
      }
      first = first.or(() -> code);
    }
    return first.orElseThrow();
  }

  /** Why the key cannot be asked. */
  private String askForKey(PurgedKey key, List<Tally> tallies) {
    try {
      changes.current(key.tenant(), key.id().toString());
    } catch (KeyFailure e) {
      if (e.error() == KeyProtectError.KEY_NOT_FOUND_ERR) {
        return e.code();
      }
      throw e;
    }
    throw opens(tallies.getFirst().sample, "the key itself, which is there");
  }

  private List<PurgedRows.OfKey> knownOutside(PurgedKey key) {
    List<PurgedRows.OfKey> known =
        database.read(handle -> PurgedRows.knownOutside(handle, key.tenant(), MOST_KNOWN + 1));
    if (known.size() > MOST_KNOWN) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.too-many-imported",
          "The instance has more than "
              + MOST_KNOWN
              + " versions of imported root keys and standard keys.",
          "Purge those that are not needed: each could be of the same material and has to be tried.");
    }
    return known;
  }

  private List<PurgedRows.OfKey> named(
      PurgedKey key, List<Tally> all, List<PurgedRows.OfKey> tried) {
    Set<UUID> handles =
        all.stream().map(tally -> tally.wrapped.handle()).collect(Collectors.toSet());
    tried.forEach(other -> handles.remove(other.version().id()));
    return database.read(handle -> PurgedRows.byVersion(handle, key.tenant(), handles));
  }

  private static void check(Deadline deadline) {
    if (deadline.isOver()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "keys.certify-too-long",
          "Not all that the key wrapped could be tried in the time that a certificate may take.",
          "Try again when the server has less to do; purge imported root keys that are not needed,"
              + " as each has to be tried.");
    }
  }

  private static Failure opens(Sample sample, String with) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "keys.sample-opens",
        "What the key wrapped for "
            + sample.of().kind()
            + " "
            + sample.of().name()
            + " still opens with "
            + with
            + ": the key is not shredded.",
        "Find out how its material came back or lived on; purge the key that has it.");
  }
}
