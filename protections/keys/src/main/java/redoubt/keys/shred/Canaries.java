package redoubt.keys.shred;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;
import redoubt.keys.material.Material;
import redoubt.keys.sql.CanaryRows;

/**
 * Sees to it that there is evidence for each version of a root key when it is gone: something that
 * it wrapped and was seen to open while it lived.
 */
public final class Canaries {
  private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);

  private final Material material;

  public Canaries(Material material) {
    this.material = material;
  }

  /**
   * Keeps a canary of a version that the transaction makes. Standard keys wrap nothing and get
   * none.
   *
   * @throws Failure when the version does not wrap and unwrap: then it is not to be
   */
  public void begin(Handle transaction, Key key, KeyVersion version, Instant now) {
    if (key.isRoot()) {
      String wrapped = material.canary(transaction, key, version);
      CanaryRows.put(transaction, key, version.id(), new Canary(wrapped, now, now));
    }
  }

  /** The canaries of a key's versions, as they were kept. */
  public static Map<UUID, Canary> of(Handle handle, Key key) {
    return CanaryRows.of(handle, key.tenant(), key.id());
  }

  /**
   * The canary of a version that is about to be destroyed. One that was kept stays, whatever it is
   * tried with now: seen to open once more if it opens, else with the time when it last did. Only
   * where none was kept a new one is made; empty when that cannot be.
   */
  public Optional<Canary> last(
      Handle transaction, Key key, KeyVersion version, Optional<Canary> kept, Instant now) {
    try {
      if (kept.isEmpty()) {
        return Optional.of(new Canary(material.canary(transaction, key, version), now, now));
      }
      if (material.opensCanary(transaction, key, version, kept.get().wrapped())) {
        return kept.map(canary -> canary.opened(now));
      }
      LOG.error(
          "version {} of key {} does not open its own canary: its material is not what it was",
          version.number(),
          key.id());
    } catch (Failure e) {
      LOG.warn("version {} of key {}: {}", version.number(), key.id(), e.code());
    }
    return kept;
  }
}
