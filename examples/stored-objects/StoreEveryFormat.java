import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redoubt.crypto.Randomness;
import redoubt.kms.KmsClient;
import redoubt.kms.v1beta1.KeyManagementV1;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.etcd.EveryFormat;
import redoubt.testkit.etcd.EveryFormat.Sample;

/**
 * Writes objects as API servers store them, in every format, into files that are named as their keys in etcd. What is
 * under a KMS plugin was encrypted by the one behind the socket. {@code StoreEveryFormat DIRECTORY SOCKET}.
 */
final class StoreEveryFormat {
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (KmsClient plugin = KmsClient.of(Path.of(arguments[1]), Duration.ofSeconds(30))) {
      List<Seed> seeds = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        byte[] seed = Randomness.bytes(32);
        EncryptResponse sealed = plugin.call(KeyManagementV2.ENCRYPT, new EncryptRequest(seed, "example"));
        seeds.add(new Seed("redoubt", sealed.keyId(), seed, sealed.ciphertext(), sealed.annotations()));
      }
      List<Sample> samples =
          EveryFormat.objects(
              seeds,
              dataKey ->
                  plugin
                      .call(
                          KeyManagementV1.ENCRYPT,
                          new redoubt.kms.v1beta1.EncryptRequest("v1beta1", dataKey))
                      .cipher());
      for (Sample sample : samples) {
        Path file = directory.resolve(sample.key().substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, sample.value());
      }
    }
  }
}
