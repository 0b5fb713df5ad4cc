package redoubt.encryption.plugin;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Format;
import redoubt.encryption.envelope.Opener;
import redoubt.encryption.envelope.SealedSeed;
import redoubt.kms.KmsClient;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.KeyManagementV2;

/** Unwraps seeds by asking the KMS plugin that wrapped them, as an API server does. */
public final class PluginOpener implements Opener, AutoCloseable {
  private static final String V1BETA1 = "v1beta1";

  private final KmsClient plugin;
  private final AtomicLong asked = new AtomicLong();

  /** Connects with the first seed. */
  public PluginOpener(Path socket) {
    this.plugin = KmsClient.of(socket);
  }

  @Override
  public SecretBytes open(SealedSeed seed) {
    if (seed.format() == Format.KMS_V2) {
      return SecretBytes.owning(
          plugin
              .call(
                  KeyManagementV2.DECRYPT,
                  new redoubt.kms.v2.DecryptRequest(
                      seed.wrapped(), uid(), seed.keyId(), seed.annotations()))
              .plaintext());
    }
    if (seed.format() == Format.KMS_V1) {
      return SecretBytes.owning(
          plugin
              .call(
                  KeyManagementV1.DECRYPT,
                  new redoubt.kms.v1beta1.DecryptRequest(V1BETA1, seed.wrapped()))
              .plain());
    }
    throw new Failure(
        Failure.Kind.NOT_SUPPORTED,
        "encryption.no-plugin",
        "No KMS plugin has to do with " + seed.format().text() + ".",
        "Prove only what a KMS plugin opens.");
  }

  /** Names the request in the plugin's log. */
  private String uid() {
    return "redoubt-ledger-" + asked.incrementAndGet();
  }

  @Override
  public void close() {
    plugin.close();
  }
}
