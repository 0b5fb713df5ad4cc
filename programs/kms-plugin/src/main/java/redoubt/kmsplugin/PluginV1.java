package redoubt.kmsplugin;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import redoubt.core.Failure;
import redoubt.kms.v1beta1.DecryptRequest;
import redoubt.kms.v1beta1.DecryptResponse;
import redoubt.kms.v1beta1.EncryptRequest;
import redoubt.kms.v1beta1.EncryptResponse;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v1beta1.VersionRequest;
import redoubt.kms.v1beta1.VersionResponse;
import redoubt.kmsplugin.keys.WrappedKey;
import redoubt.kmsplugin.lease.Standing;

/**
 * Version 1 of the contract, for API servers that still have it. It has no annotations, so the
 * wrapped local key stands in the ciphertext: {@code 0x01}, then key id, root key id and wrapped
 * key, each after its length in two bytes (big-endian), then what version 2 has as ciphertext. It
 * has no Status either: an API server takes a failed Encrypt as ill health.
 */
final class PluginV1 implements KeyManagementV1 {
  private static final String CONTRACT = "v1beta1";
  private static final byte FORMAT = 1;

  /** An API server sends 32 bytes, and the text {@code ping}. */
  static final int MOST_PLAINTEXT_BYTES = 1024;

  private final Desk desk;
  private final Desk.Meter asked;
  private final Desk.Meter encrypt;
  private final Desk.Meter decrypt;
  private final String version;

  /**
   * @param version the program's
   */
  PluginV1(Desk desk, String version) {
    this.desk = desk;
    this.asked = desk.meter(CONTRACT, "Version");
    this.encrypt = desk.meter(CONTRACT, "Encrypt");
    this.decrypt = desk.meter(CONTRACT, "Decrypt");
    this.version = version;
  }

  @Override
  public CompletableFuture<VersionResponse> version(VersionRequest request) {
    return desk.count(
        asked,
        "",
        () ->
            CompletableFuture.completedFuture(
                new VersionResponse(CONTRACT, "redoubt-kms-plugin", version)));
  }

  @Override
  public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
    return desk.count(
        encrypt,
        "",
        () -> {
          checkVersion(request.version());
          Standing.InForce inForce = desk.standing().forWriting();
          byte[] sealed = desk.seal(inForce, CONTRACT, request.plain(), MOST_PLAINTEXT_BYTES);
          return CompletableFuture.completedFuture(
              new EncryptResponse(write(inForce.key().wrapped(), sealed)));
        });
  }

  @Override
  public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
    return desk.count(
        decrypt,
        "",
        () -> {
          checkVersion(request.version());
          desk.standing().forReading();
          ByteBuffer in = ByteBuffer.wrap(request.cipher());
          try {
            if (in.get() != FORMAT) {
              throw WrappedKey.foreign();
            }
            String keyId = text(in);
            String rootKey = text(in);
            String wrapped = text(in);
            byte[] sealed = new byte[in.remaining()];
            in.get(sealed);
            return desk.open(CONTRACT, keyId, rootKey, wrapped, sealed)
                .thenApply(DecryptResponse::new);
          } catch (BufferUnderflowException e) {
            throw WrappedKey.foreign();
          }
        });
  }

  private static byte[] write(WrappedKey key, byte[] sealed) {
    byte[] keyId = key.keyId().getBytes(StandardCharsets.US_ASCII);
    byte[] rootKey = key.rootKey().getBytes(StandardCharsets.US_ASCII);
    byte[] wrapped = key.wrapped().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out =
        ByteBuffer.allocate(
            1 + 3 * 2 + keyId.length + rootKey.length + wrapped.length + sealed.length);
    out.put(FORMAT);
    out.putShort((short) keyId.length).put(keyId);
    out.putShort((short) rootKey.length).put(rootKey);
    out.putShort((short) wrapped.length).put(wrapped);
    return out.put(sealed).array();
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void checkVersion(String version) {
    if (!version.equals(CONTRACT)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "plugin.bad-version",
          "This service speaks version v1beta1 alone.",
          "Send v1beta1 as the version.");
    }
  }
}
