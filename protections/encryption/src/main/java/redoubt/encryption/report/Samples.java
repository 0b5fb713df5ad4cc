package redoubt.encryption.report;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.encryption.census.Witness;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.SealedSeed;

/**
 * Collects wrapped local keys of plugins: of each the first object that was found under it. Those
 * under which something opened come first, so that what only looks like one crowds out none.
 */
final class Samples implements Witness {
  /** Most of one reading. */
  static final int MOST = 256;

  private final Map<WrappedLocalKey, String> found = new LinkedHashMap<>();
  private final Map<WrappedLocalKey, String> opened = new LinkedHashMap<>();

  @Override
  public void begin() {
    found.clear();
    opened.clear();
  }

  @Override
  public void first(byte[] key, MemorySegment value, Envelope envelope) {
    add(found, key, value, envelope);
  }

  @Override
  public void opened(byte[] key, MemorySegment value, Envelope envelope) {
    add(opened, key, value, envelope);
  }

  private static void add(
      Map<WrappedLocalKey, String> to, byte[] key, MemorySegment value, Envelope envelope) {
    if (envelope.format().isKms() && to.size() < MOST) {
      SealedSeed.of(value)
          .flatMap(seed -> LocalKeyBox.of(seed).map(LocalKeyBox::key))
          .ifPresent(local -> to.putIfAbsent(local, new String(key, StandardCharsets.UTF_8)));
    }
  }

  List<Sample> list() {
    List<Sample> samples = new ArrayList<>();
    opened.forEach((local, etcdKey) -> samples.add(sample(local, etcdKey, true)));
    found.forEach((local, etcdKey) -> {
      if (!opened.containsKey(local) && samples.size() < MOST) {
        samples.add(sample(local, etcdKey, false));
      }
    });
    return samples;
  }

  private static Sample sample(WrappedLocalKey local, String etcdKey, boolean opened) {
    return new Sample(etcdKey, local.keyId(), local.rootKey(), local.wrapped(), opened);
  }
}
