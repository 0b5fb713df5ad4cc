package redoubt.keys.shred;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;
import redoubt.keys.material.Material;
import redoubt.keys.material.MaterialName;
import redoubt.keys.material.WrappedKey;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.SampleRows;
import redoubt.store.Database;

/** Keeps what a deleted key had wrapped for others, so that it can be tried after the purge. */
public final class Samples {
  /** Of one key. */
  private static final int MOST = 500;

  /** Of one dependent, so that none crowds out the others. */
  private static final int MOST_OF_ONE = 100;

  /** How long a deletion may take to try them. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

  private final Database database;
  private final Material material;
  private final Canaries canaries;
  private final Dependents dependents;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a count of nanoseconds that runs evenly and only forward
   */
  public Samples(
      Database database,
      Material material,
      Dependents dependents,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.database = database;
    this.material = material;
    this.canaries = new Canaries(material);
    this.dependents = dependents;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * What may be tried.
   *
   * @param malformed how many others no key of this server can have wrapped
   */
  record Known(List<Sample> samples, int malformed) {
    Known {
      samples = List.copyOf(samples);
    }
  }

  /**
   * Keeps what is known of a root key that was just deleted, each sample tried while the material
   * is still there, and a canary of each version that has none yet. What fails here does not undo
   * the deletion: then there is less evidence.
   */
  public void keep(Key key) {
    if (!key.isRoot()) {
      return;
    }
    try {
      Map<UUID, KeyVersion> versions = new HashMap<>();
      database
          .read(handle -> KeyStore.versions(handle, key.tenant(), key.id(), Integer.MAX_VALUE, 0))
          .forEach(version -> versions.put(version.id(), version));
      giveCanaries(key, versions);
      List<Sample> samples = tried(key, versions);
      database.transaction(transaction -> {
        SampleRows.replace(transaction, key.tenant(), key.id(), samples);
        return samples.size();
      });
    } catch (RuntimeException e) {
      LOG.warn("no samples of deleted key {} were kept: {}", key.id(), e.toString());
    }
  }

  private void giveCanaries(Key key, Map<UUID, KeyVersion> versions) {
    Map<UUID, Canary> kept = database.read(handle -> Canaries.of(handle, key));
    for (KeyVersion version : versions.values()) {
      if (!kept.containsKey(version.id())) {
        try {
          database.transaction(transaction -> {
            canaries.begin(transaction, key, version, clock.instant());
            return true;
          });
        } catch (Failure e) {
          LOG.warn("version {} of deleted key {}: {}", version.number(), key.id(), e.code());
        }
      }
    }
  }

  private List<Sample> tried(Key key, Map<UUID, KeyVersion> versions) {
    Deadline deadline = Deadline.in(LONGEST, nanoTime);
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : told(key.tenant(), key.id()).samples()) {
      samples.add(deadline.isOver() ? sample : tried(key, versions, sample));
    }
    return samples;
  }

  private Sample tried(Key key, Map<UUID, KeyVersion> versions, Sample sample) {
    WrappedKey wrapped = sample.parsed().orElseThrow();
    Optional<KeyVersion> version = Optional.ofNullable(versions.get(wrapped.handle()));
    if (version.isEmpty()) {
      return sample;
    }
    MaterialName name = new MaterialName(key.tenant(), key.id(), version.get().id());
    try {
      return material
          .trying(
              name,
              version.get().inHsm(),
              opener ->
                  sample.aads().stream()
                      .filter(aad -> opener.refusal(wrapped, aad).isEmpty())
                      .findFirst())
          .map(aad -> sample.opened(clock.instant(), aad))
          .orElse(sample);
    } catch (Failure e) {
      LOG.warn("a sample of deleted key {} could not be tried: {}", key.id(), e.code());
      return sample;
    }
  }

  /** What others say; whatever they say of it, it was never seen to open. */
  private Known told(String tenant, UUID key) {
    List<Sample> samples = new ArrayList<>();
    Map<Dependent.Who, Integer> counts = new HashMap<>();
    int malformed = 0;
    for (Sample sample : dependents.samples(tenant, key)) {
      if (sample.parsed().isEmpty()) {
        malformed++;
      } else if (samples.size() < MOST
          && counts.merge(sample.of(), 1, Integer::sum) <= MOST_OF_ONE) {
        samples.add(sample.neverOpened());
      }
    }
    return new Known(samples, malformed);
  }

  /** Those that were kept, and those that are told now. */
  Known of(String tenant, UUID key) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    int malformed = 0;
    for (Sample kept : database.read(handle -> SampleRows.of(handle, tenant, key))) {
      if (kept.parsed().isPresent()) {
        samples.put(kept.sha256(), kept);
      } else {
        malformed++;
      }
    }
    Known told = told(tenant, key);
    told.samples().forEach(sample -> samples.putIfAbsent(sample.sha256(), sample));
    return new Known(List.copyOf(samples.values()), malformed + told.malformed());
  }
}
