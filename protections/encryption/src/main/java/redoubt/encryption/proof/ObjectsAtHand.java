package redoubt.encryption.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.encryption.etcd.ObjectSink;
import redoubt.encryption.etcd.ObjectSource;
import redoubt.encryption.etcd.Scan;
import redoubt.encryption.etcd.StoredObject;

/** A few objects as if they came from etcd. */
record ObjectsAtHand(Map<String, byte[]> objects) implements ObjectSource {
  @Override
  public Scan scan(ObjectSink sink) {
    sink.begin(1);
    objects.forEach((key, value) ->
        sink.object(
            new StoredObject(
                MemorySegment.ofArray(key.getBytes(UTF_8)), MemorySegment.ofArray(value), 1)));
    return new Scan("etcd", "at hand", 1, Optional.empty(), List.of());
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
