package redoubt.encryption.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsServer;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v1beta1.VersionRequest;
import redoubt.kms.v1beta1.VersionResponse;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/** A plugin with keys in memory that is good, but for one fault. */
final class FaultyPlugin implements KeyManagementV2, KeyManagementV1, AutoCloseable {
  /** What can be wrong with it. */
  enum Fault {
    NONE,
    WRONG_VERSION,
    UNHEALTHY,
    FLIP_FLOPS,
    OTHER_KEY_ID_ON_ENCRYPT,
    KEY_ID_TOO_LONG,
    CIPHERTEXT_TOO_LONG,
    ANNOTATION_NAME,
    LEAKS_PLAINTEXT,
    SAME_NONCE,
    NO_TAG,
    IGNORES_KEY_ID,
    TRUSTS_ANNOTATIONS,
    MIXES_UP_CALLERS,
    SLOW_STATUS,
    FORGETS_ON_RESTART,
    NEW_KEY_ID_ON_RESTART,
    MISSES_ROTATION,
    KEY_ID_COMES_BACK,
    FORGETS_ON_ROTATION,
    OPEN_SOCKET
  }

  private static final String NOTE = "salt.check.example.com";
  private static final int NONCE = 12;

  private record Key(String id, SecretKeySpec bytes) {}

  private final Fault fault;
  private final Path path;
  private final AtomicInteger calls = new AtomicInteger();
  private final Executor later = CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS);
  private List<Key> keys = new ArrayList<>(List.of(key()));
  private volatile byte[] lastPlaintext = new byte[32];
  private KmsServer server;

  FaultyPlugin(Path path, Fault fault) {
    this.fault = fault;
    this.path = path;
    this.server = listen();
  }

  private KmsServer listen() {
    KmsServer listening =
        KmsServer.plan()
            .serving((KeyManagementV2) this)
            .serving((KeyManagementV1) this)
            .listen(path);
    if (fault == Fault.OPEN_SOCKET) {
      assert path.toFile().setWritable(true, false);
    }
    return listening;
  }

  void restart() {
    server.close();
    if (fault == Fault.FORGETS_ON_RESTART) {
      keys = new ArrayList<>(List.of(new Key(keys.getLast().id(), key().bytes())));
    }
    if (fault == Fault.NEW_KEY_ID_ON_RESTART) {
      rotate();
    }
    server = listen();
  }

  synchronized void rotate() {
    if (fault == Fault.MISSES_ROTATION) {
      return;
    }
    List<Key> more = new ArrayList<>(keys);
    more.add(fault == Fault.KEY_ID_COMES_BACK && keys.size() > 1 ? keys.getFirst() : key());
    keys = fault == Fault.FORGETS_ON_ROTATION ? new ArrayList<>(List.of(more.getLast())) : more;
  }

  @Override
  public CompletableFuture<StatusResponse> status(StatusRequest request) {
    String id =
        switch (fault) {
          case FLIP_FLOPS -> calls.incrementAndGet() % 20 == 0 ? "another" : current().id();
          case KEY_ID_TOO_LONG -> "k".repeat(1025);
          default -> current().id();
        };
    StatusResponse status =
        new StatusResponse(
            fault == Fault.WRONG_VERSION ? "v3" : "v2",
            fault == Fault.UNHEALTHY ? "not so good" : "ok",
            id);
    return fault == Fault.SLOW_STATUS
        ? CompletableFuture.supplyAsync(() -> status, later)
        : CompletableFuture.completedFuture(status);
  }

  @Override
  public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
    Key key = current();
    byte[] salt = Randomness.bytes(16);
    byte[] sealed = seal(key, request.plaintext(), salt);
    lastPlaintext = request.plaintext();
    return CompletableFuture.completedFuture(
        new EncryptResponse(
            fault == Fault.CIPHERTEXT_TOO_LONG ? Arrays.copyOf(sealed, 1025) : sealed,
            fault == Fault.OTHER_KEY_ID_ON_ENCRYPT ? "another" : key.id(),
            Map.of(
                fault == Fault.ANNOTATION_NAME ? "Not A Name" : NOTE,
                fault == Fault.LEAKS_PLAINTEXT ? request.plaintext() : salt)));
  }

  @Override
  public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
    if (fault == Fault.MIXES_UP_CALLERS && calls.incrementAndGet() % 50 == 0) {
      return CompletableFuture.completedFuture(new DecryptResponse(lastPlaintext));
    }
    byte[] salt = request.annotations().getOrDefault(NOTE, new byte[0]);
    return CompletableFuture.completedFuture(
        new DecryptResponse(open(request.ciphertext(), request.keyId(), salt)));
  }

  @Override
  public CompletableFuture<VersionResponse> version(VersionRequest request) {
    return CompletableFuture.completedFuture(
        new VersionResponse(fault == Fault.WRONG_VERSION ? "v3" : "v1beta1", "faulty", "1.0.0"));
  }

  @Override
  public CompletableFuture<redoubt.kms.v1beta1.EncryptResponse> encrypt(
      redoubt.kms.v1beta1.EncryptRequest request) {
    return CompletableFuture.completedFuture(
        new redoubt.kms.v1beta1.EncryptResponse(seal(current(), request.plain(), new byte[0])));
  }

  @Override
  public CompletableFuture<redoubt.kms.v1beta1.DecryptResponse> decrypt(
      redoubt.kms.v1beta1.DecryptRequest request) {
    return CompletableFuture.completedFuture(
        new redoubt.kms.v1beta1.DecryptResponse(
            open(request.cipher(), current().id(), new byte[0])));
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized Key current() {
    return keys.getLast();
  }

  private static Key key() {
    return new Key(
        "key-" + java.util.HexFormat.of().formatHex(Randomness.bytes(6)),
        new SecretKeySpec(Randomness.bytes(32), "AES"));
  }

  private byte[] seal(Key key, byte[] plaintext, byte[] salt) {
    byte[] nonce = fault == Fault.SAME_NONCE ? new byte[NONCE] : Randomness.bytes(NONCE);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key, nonce, fault == Fault.SAME_NONCE ? new byte[0] : salt)
              .doFinal(plaintext);
      return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized byte[] open(byte[] ciphertext, String keyId, byte[] salt) {
    if (ciphertext.length > NONCE) {
      byte[] nonce = Arrays.copyOf(ciphertext, NONCE);
      byte[] sealed = Arrays.copyOfRange(ciphertext, NONCE, ciphertext.length);
      for (Key key : keys) {
        if (key.id().equals(keyId) || fault == Fault.IGNORES_KEY_ID) {
          try {
            byte[] plaintext =
                cipher(
                        Cipher.DECRYPT_MODE,
                        key,
                        nonce,
                        fault == Fault.SAME_NONCE ? new byte[0] : salt)
                    .doFinal(sealed);
            return plaintext;
          } catch (GeneralSecurityException e) {
            // The next one.
          }
        }
      }
    }
    throw new Failure(
        Failure.Kind.INVALID, "faulty.ciphertext", "It does not open.", "Send what was answered.");
  }

  private Cipher cipher(int mode, Key key, byte[] nonce, byte[] salt)
      throws GeneralSecurityException {
    if (fault == Fault.NO_TAG || fault == Fault.TRUSTS_ANNOTATIONS) {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      byte[] counter = Arrays.copyOf(nonce, 16);
      if (fault == Fault.TRUSTS_ANNOTATIONS && salt.length > 0) {
        counter[15] = salt[0];
      }
      cipher.init(mode, key.bytes(), new IvParameterSpec(counter));
      return cipher;
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.bytes(), new GCMParameterSpec(128, nonce));
    if (fault != Fault.IGNORES_KEY_ID) {
      cipher.updateAAD(key.id().getBytes(StandardCharsets.UTF_8));
    }
    if (fault != Fault.LEAKS_PLAINTEXT && fault != Fault.ANNOTATION_NAME) {
      cipher.updateAAD(salt);
    }
    return cipher;
  }
}
