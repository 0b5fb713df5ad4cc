package redoubt.encryption.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EncryptionConfigurationTest {
  private static final String EXISTING =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: EncryptionConfiguration
      resources:
        - resources: [secrets, widgets.example.org]
          providers:
            - aescbc:
                keys:
                  - name: key1
                    secret: c2VjcmV0IGlzIHNlY3VyZQ==
            - identity: {}
        - resources: ['*.apps']
          providers:
            - identity: {}
      """;

  private static String text(EncryptionConfiguration.Writes writes, Optional<String> existing) {
    return EncryptionConfiguration.text(List.of("secrets", "configmaps"), writes, existing);
  }

  @Test
  void theRootKeyWritesAndTheClearIsReadLast() {
    ApiServerManifestTest.golden(
        "encryption-configuration.yaml",
        text(EncryptionConfiguration.Writes.ENCRYPTED, Optional.empty()));
  }

  @Test
  void onTheWayOutTheClearIsWrittenAndTheRootKeyStillReads() {
    ApiServerManifestTest.golden(
        "encryption-configuration.disabling.yaml",
        text(EncryptionConfiguration.Writes.PLAIN, Optional.empty()));
  }

  @Test
  void earlierProvidersAndRulesStaySoThatNothingBecomesUnreadable() {
    ApiServerManifestTest.golden(
        "encryption-configuration.existing.yaml",
        text(EncryptionConfiguration.Writes.ENCRYPTED, Optional.of(EXISTING)));
  }

  @Test
  void takingOurOwnAsTheExistingOneChangesNothing() {
    String once = text(EncryptionConfiguration.Writes.ENCRYPTED, Optional.of(EXISTING));
    assertThat(text(EncryptionConfiguration.Writes.ENCRYPTED, Optional.of(once))).isEqualTo(once);
  }
}
