package redoubt.kmsplugin;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import redoubt.core.Failure;
import redoubt.kms.Limits;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;
import redoubt.kmsplugin.keys.LocalKeys;
import redoubt.kmsplugin.keys.WrappedKey;
import redoubt.kmsplugin.lease.Standing;

/**
 * Version 2 of the contract. Status and Encrypt answer from one and the same lease, without a call
 * to the server; Decrypt too, unless it meets a local key for the first time. Without a lease all
 * three fail: an API server takes a Status that answers, whatever its {@code healthz} says, as
 * leave to go on writing.
 */
final class PluginV2 implements KeyManagementV2 {
  /** The local key, wrapped by the root key. */
  static final String WRAPPED_KEY = "local-key.redoubt.internal";

  /** The id of the root key that wrapped it. */
  static final String ROOT_KEY = "root-key.redoubt.internal";

  private static final String CONTRACT = "v2";

  /** What is left of a ciphertext's 1024 bytes; an API server sends 32. */
  static final int MOST_PLAINTEXT_BYTES = Limits.CIPHERTEXT_BYTES - LocalKeys.OVERHEAD;

  private static final int MOST_UID = 256;

  private final Desk desk;
  private final Desk.Meter status;
  private final Desk.Meter encrypt;
  private final Desk.Meter decrypt;

  PluginV2(Desk desk) {
    this.desk = desk;
    this.status = desk.meter(CONTRACT, "Status");
    this.encrypt = desk.meter(CONTRACT, "Encrypt");
    this.decrypt = desk.meter(CONTRACT, "Decrypt");
  }

  @Override
  public CompletableFuture<StatusResponse> status(StatusRequest request) {
    return desk.count(
        status,
        "",
        () -> {
          String keyId = desk.standing().forWriting().lease().keyId();
          return CompletableFuture.completedFuture(
              new StatusResponse(CONTRACT, Limits.HEALTHY, keyId));
        });
  }

  @Override
  public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
    return desk.count(
        encrypt,
        uid(request.uid()),
        () -> {
          Standing.InForce inForce = desk.standing().forWriting();
          byte[] ciphertext =
              desk.seal(inForce, CONTRACT, request.plaintext(), MOST_PLAINTEXT_BYTES);
          WrappedKey key = inForce.key().wrapped();
          return CompletableFuture.completedFuture(
              new EncryptResponse(
                  ciphertext,
                  inForce.lease().keyId(),
                  Map.of(WRAPPED_KEY, ascii(key.wrapped()), ROOT_KEY, ascii(key.rootKey()))));
        });
  }

  @Override
  public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
    return desk.count(
        decrypt,
        uid(request.uid()),
        () -> {
          desk.standing().forReading();
          Map<String, byte[]> annotations = request.annotations();
          if (annotations.size() != 2) {
            throw WrappedKey.foreign();
          }
          return desk.open(
                  CONTRACT,
                  request.keyId(),
                  text(annotations, ROOT_KEY),
                  text(annotations, WRAPPED_KEY),
                  request.ciphertext())
              .thenApply(DecryptResponse::new);
        });
  }

  private static String uid(String uid) {
    if (uid.length() > MOST_UID) {
      throw new Failure(
          Failure.Kind.INVALID,
          "plugin.bad-uid",
          "The request's uid is too long.",
          "Send a uid of at most " + MOST_UID + " characters.");
    }
    return uid;
  }

  private static String text(Map<String, byte[]> annotations, String name) {
    byte[] value = annotations.get(name);
    if (value == null) {
      throw WrappedKey.foreign();
    }
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
