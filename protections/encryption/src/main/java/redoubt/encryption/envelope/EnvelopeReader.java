package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/**
 * Says how stored values are protected. The answer depends on the value alone; the reader remembers
 * the last few answers, since thousands of objects share a seed. For one thread.
 */
public final class EnvelopeReader {
  private static final MemorySegment PROTOBUF =
      MemorySegment.ofArray("k8s\0".getBytes(StandardCharsets.US_ASCII));

  /** The tag that self-described CBOR begins with (RFC 8949, 3.4.6). */
  private static final MemorySegment CBOR =
      MemorySegment.ofArray(new byte[] {(byte) 0xD9, (byte) 0xD9, (byte) 0xF7});

  private static final ValueLayout.OfShort LENGTH =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int GCM = 28;
  private static final int CBC_BLOCK = 16;
  private static final int SECRETBOX = 40;

  private final RecentSeeds recent = new RecentSeeds();

  public Envelope read(MemorySegment value) {
    if (!Header.isOn(value)) {
      return isKubernetesEncoding(value) ? Envelope.PLAINTEXT : Envelope.IDENTITY;
    }
    return recent.find(value).orElseGet(() -> readEncrypted(value));
  }

  private Envelope readEncrypted(MemorySegment value) {
    Header header;
    try {
      header = Header.of(value);
    } catch (Malformed e) {
      return Envelope.damaged("", e.rule());
    }
    Optional<Format> format = header.format();
    if (format.isEmpty()) {
      return Envelope.unknown(header.provider(), "the prefix k8s:enc:" + header.kind() + ":");
    }
    MemorySegment body = value.asSlice(header.length());
    try {
      return switch (format.get()) {
        case AESCBC -> named(header, format.get(), isCbc(body));
        case AESGCM -> named(header, format.get(), body.byteSize() >= GCM);
        case SECRETBOX -> named(header, format.get(), body.byteSize() >= SECRETBOX);
        case KMS_V1 -> named(header, format.get(), body.byteSize() >= kmsV1Data(body) + GCM);
        case KMS_V2 -> kmsV2(value, header, body);
        case PLAINTEXT, IDENTITY, UNKNOWN, DAMAGED ->
            throw new IllegalStateException("no header says " + format.get());
      };
    } catch (Malformed e) {
      return Envelope.damaged(header.provider(), e.rule());
    }
  }

  private Envelope kmsV2(MemorySegment value, Header header, MemorySegment body) {
    KmsV2Body parsed = KmsV2Body.of(body);
    if (parsed.type() != 0 && parsed.type() != 1) {
      return Envelope.unknown(header.provider(), "a kms-v2 object of type " + parsed.type());
    }
    Envelope envelope =
        new Envelope(
            Format.KMS_V2,
            header.provider(),
            parsed.keyId(),
            parsed.seed(header.provider()).fingerprint(),
            "");
    ProtoReader first = new ProtoReader(body);
    if (first.next() == 1) {
      first.skip();
      recent.add(
          value,
          header.length(),
          first.position(),
          KmsV2Body.shortestData(parsed.type()),
          envelope);
    }
    return envelope;
  }

  private static Envelope named(Header header, Format format, boolean longEnough) {
    return longEnough
        ? Envelope.named(format, header.provider())
        : Envelope.damaged(header.provider(), "it is too short or of a wrong length");
  }

  private static boolean isCbc(MemorySegment body) {
    return body.byteSize() >= 2 * CBC_BLOCK && body.byteSize() % CBC_BLOCK == 0;
  }

  /** Where the data begin: after the wrapped key and its length. */
  static long kmsV1Data(MemorySegment body) {
    if (body.byteSize() < 2) {
      throw new Malformed("it has no wrapped key");
    }
    int length = body.get(LENGTH, 0) & 0xFFFF;
    if (length == 0 || length > body.byteSize() - 2) {
      throw new Malformed("its wrapped key is empty or reaches over the end");
    }
    return 2L + length;
  }

  /** Whether a text is one that Kubernetes writes: protobuf, JSON or CBOR. */
  static boolean isKubernetesEncoding(MemorySegment value) {
    return startsWith(value, PROTOBUF) || startsWith(value, CBOR) || isJsonObject(value);
  }

  private static boolean isJsonObject(MemorySegment value) {
    long end = value.byteSize();
    return end >= 2
        && value.get(ValueLayout.JAVA_BYTE, 0) == '{'
        && (value.get(ValueLayout.JAVA_BYTE, end - 1) == '}'
            || value.get(ValueLayout.JAVA_BYTE, end - 1) == '\n');
  }

  private static boolean startsWith(MemorySegment value, MemorySegment prefix) {
    long length = prefix.byteSize();
    return value.byteSize() >= length
        && MemorySegment.mismatch(value, 0, length, prefix, 0, length) == -1;
  }
}
