package redoubt.encryption.report;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Format;
import redoubt.encryption.envelope.SealedSeed;

/**
 * What our plugin answers to Encrypt, as docs/kms-plugin.md describes it: {@code 0x01}, the local
 * key's id (16 bytes), a box under the local key; the wrapped local key stands in annotations, or
 * with version 1 of the contract before all that.
 *
 * @param contract {@code v2} or {@code v1beta1}
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record LocalKeyBox(String contract, WrappedLocalKey key, byte[] box) {
  private static final String WRAPPED_KEY = "local-key.redoubt.internal";
  private static final String ROOT_KEY = "root-key.redoubt.internal";
  private static final byte FORMAT = 1;
  private static final Pattern WRAPPED = Pattern.compile("[!-~]{1,8192}");
  private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,255}");

  /** Empty for what another plugin made. */
  static Optional<LocalKeyBox> of(SealedSeed seed) {
    try {
      return seed.format() == Format.KMS_V2 ? v2(seed) : v1(seed);
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalKeyBox> v2(SealedSeed seed) {
    Map<String, byte[]> annotations = seed.annotations();
    byte[] rootKey = annotations.get(ROOT_KEY);
    byte[] wrapped = annotations.get(WRAPPED_KEY);
    if (annotations.size() != 2 || rootKey == null || wrapped == null) {
      return Optional.empty();
    }
    return key(seed.keyId(), text(rootKey), text(wrapped))
        .flatMap(key -> sealed("v2", key, ByteBuffer.wrap(seed.wrapped())));
  }

  private static Optional<LocalKeyBox> v1(SealedSeed seed) {
    ByteBuffer in = ByteBuffer.wrap(seed.wrapped());
    if (in.get() != FORMAT) {
      return Optional.empty();
    }
    return key(piece(in), piece(in), piece(in)).flatMap(key -> sealed("v1beta1", key, in));
  }

  private static Optional<LocalKeyBox> sealed(String contract, WrappedLocalKey key, ByteBuffer in) {
    byte format = in.get();
    byte[] id = new byte[WrappedLocalKey.ID_BYTES];
    in.get(id);
    byte[] box = new byte[in.remaining()];
    in.get(box);
    return format == FORMAT && Arrays.equals(id, HexFormat.of().parseHex(key.id()))
        ? Optional.of(new LocalKeyBox(contract, key, box))
        : Optional.empty();
  }

  private static Optional<WrappedLocalKey> key(String keyId, String rootKey, String wrapped) {
    Optional<UUID> root = Ids.parse(rootKey);
    return KEY_ID.matcher(keyId).matches() && WRAPPED.matcher(wrapped).matches()
        ? root.map(id -> new WrappedLocalKey(keyId, id, wrapped))
        : Optional.empty();
  }

  private static String piece(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    if (bytes.length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.get(bytes);
    return text(bytes);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * The seed or data key in it.
   *
   * @throws redoubt.core.Failure {@code crypto.tampered}
   */
  SecretBytes open(SecretBytes localKey, String cluster) {
    return Aead.openSecret(
        localKey, box, Aad.of("redoubt kms " + contract, cluster, key.keyId(), key.id()));
  }

  /** Without the box. */
  @Override
  public String toString() {
    return "LocalKeyBox[" + key.id() + "]";
  }
}
