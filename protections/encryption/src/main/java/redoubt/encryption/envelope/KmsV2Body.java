package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/**
 * The API server's {@code v2.EncryptedObject}, with the limits that the API server sets itself.
 *
 * @param type 0: the seed is the data key; 1: the data key is derived from it
 */
record KmsV2Body(
    MemorySegment data,
    String keyId,
    MemorySegment wrapped,
    Map<String, MemorySegment> annotations,
    long type) {
  static final int INFO = 32;

  /** Nonce and tag of AES-GCM. */
  private static final int GCM = 28;

  private static final int LONGEST_KEY_ID = 1024;
  private static final int LONGEST_SEED = 1024;
  private static final int ALL_ANNOTATIONS = 32 << 10;
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  /**
   * @throws Malformed when it is none
   */
  static KmsV2Body of(MemorySegment body) {
    MemorySegment data = NOTHING;
    MemorySegment keyId = NOTHING;
    MemorySegment wrapped = NOTHING;
    Map<String, MemorySegment> annotations = new TreeMap<>();
    long annotationBytes = 0;
    long type = 0;
    ProtoReader reader = new ProtoReader(body);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> data = reader.bytes();
        case 2 -> keyId = reader.bytes();
        case 3 -> wrapped = reader.bytes();
        case 4 -> annotationBytes += annotation(reader.bytes(), annotations);
        case 5 -> type = reader.varint();
        default -> reader.skip();
      }
      if (annotationBytes > ALL_ANNOTATIONS) {
        throw new Malformed("its annotations are longer than " + ALL_ANNOTATIONS + " bytes");
      }
    }
    require(keyId.byteSize() > 0 && keyId.byteSize() <= LONGEST_KEY_ID, "key_id");
    require(wrapped.byteSize() > 0 && wrapped.byteSize() <= LONGEST_SEED, "wrapped seed");
    require(data.byteSize() >= shortestData(type), "data");
    return new KmsV2Body(data, ProtoReader.text(keyId), wrapped, annotations, type);
  }

  /** Fewer bytes cannot be data of that type. */
  static int shortestData(long type) {
    return type == 1 ? INFO + GCM : GCM;
  }

  private static long annotation(MemorySegment entry, Map<String, MemorySegment> into) {
    MemorySegment key = NOTHING;
    MemorySegment value = NOTHING;
    ProtoReader reader = new ProtoReader(entry);
    for (int field = reader.next(); field != 0; field = reader.next()) {
      switch (field) {
        case 1 -> key = reader.bytes();
        case 2 -> value = reader.bytes();
        default -> reader.skip();
      }
    }
    into.put(ProtoReader.text(key), value);
    return entry.byteSize();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new Malformed("its " + what + " is missing, too short or too long");
    }
  }

  SealedSeed seed(String provider) {
    Map<String, byte[]> copies = new TreeMap<>();
    annotations.forEach((name, value) -> copies.put(name, value.toArray(ValueLayout.JAVA_BYTE)));
    return new SealedSeed(
        Format.KMS_V2, provider, keyId, wrapped.toArray(ValueLayout.JAVA_BYTE), copies);
  }
}
