package redoubt.encryption;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import redoubt.encryption.etcd.ObjectSink;
import redoubt.encryption.etcd.StoredObject;

/** Keeps what a source hands over, as texts. */
public final class KeptObjects implements ObjectSink {
  private final Map<String, String> texts = new TreeMap<>();
  private int beginnings;

  @Override
  public void begin(long revision) {
    beginnings++;
    texts.clear();
  }

  @Override
  public void object(StoredObject object) {
    String before =
        texts.put(
            new String(object.key().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8),
            new String(object.value().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1));
    if (before != null) {
      throw new AssertionError("an object came twice");
    }
  }

  public Map<String, String> texts() {
    return texts;
  }

  public int beginnings() {
    return beginnings;
  }
}
