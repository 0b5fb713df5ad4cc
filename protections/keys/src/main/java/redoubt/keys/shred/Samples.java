package redoubt.keys.shred;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final int MOST = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

  private final Database database;
  private final Material material;
  private final Dependents dependents;
  private final InstantSource clock;

  public Samples(Database database, Material material, Dependents dependents, InstantSource clock) {
    this.database = database;
    this.material = material;
    this.dependents = dependents;
    this.clock = clock;
  }

  /**
   * Keeps what is known of a root key that was just deleted, each sample seen to open while the
   * material is still there. What fails here does not undo the deletion: then there is less
   * evidence.
   */
  public void keep(Key key) {
    if (!key.isRoot()) {
      return;
    }
    try {
      List<Sample> samples = new ArrayList<>();
      for (Sample sample : told(key.tenant(), key.id())) {
        samples.add(tried(key, sample));
      }
      database.transaction(transaction -> {
        SampleRows.replace(transaction, key.tenant(), key.id(), samples);
        return samples.size();
      });
    } catch (RuntimeException e) {
      LOG.warn("no samples of deleted key {} were kept: {}", key.id(), e.toString());
    }
  }

  private List<Sample> told(String tenant, UUID key) {
    List<Sample> told = dependents.samples(tenant, key);
    return told.size() > MOST ? told.subList(0, MOST) : told;
  }

  private Sample tried(Key key, Sample sample) {
    WrappedKey wrapped = WrappedKey.parse(sample.wrapped());
    List<KeyVersion> versions =
        database.read(handle ->
            KeyStore.version(handle, key.tenant(), key.id(), wrapped.handle()).stream().toList());
    for (KeyVersion version : versions) {
      MaterialName name = new MaterialName(key.tenant(), key.id(), version.id());
      for (List<String> aad : sample.aads()) {
        if (material.tryOpen(name, version.inHsm(), wrapped, aad).isEmpty()) {
          return sample.opened(clock.instant(), aad);
        }
      }
    }
    return sample;
  }

  /** Those that were kept, and those that are told now. */
  List<Sample> of(String tenant, UUID key) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    database
        .read(handle -> SampleRows.of(handle, tenant, key))
        .forEach(sample -> samples.put(sample.sha256(), sample));
    told(tenant, key).forEach(sample -> samples.putIfAbsent(sample.sha256(), sample));
    return List.copyOf(samples.values());
  }
}
