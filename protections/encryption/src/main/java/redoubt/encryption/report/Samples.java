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

/** Collects wrapped local keys of plugins: of each the first object that was found under it. */
final class Samples implements Witness {
  /** Most of one reading. */
  static final int MOST = 256;

  private final Map<WrappedLocalKey, String> found = new LinkedHashMap<>();

  @Override
  public void begin() {
    found.clear();
  }

  @Override
  public void first(byte[] key, MemorySegment value, Envelope envelope) {
    if (envelope.format().isKms() && found.size() < MOST) {
      SealedSeed.of(value)
          .flatMap(seed -> LocalKeyBox.of(seed).map(LocalKeyBox::key))
          .ifPresent(local -> found.putIfAbsent(local, new String(key, StandardCharsets.UTF_8)));
    }
  }

  List<Sample> list() {
    List<Sample> samples = new ArrayList<>();
    found.forEach((local, etcdKey) ->
        samples.add(new Sample(etcdKey, local.keyId(), local.rootKey(), local.wrapped())));
    return samples;
  }
}
