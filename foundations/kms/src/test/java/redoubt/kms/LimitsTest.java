package redoubt.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusResponse;

/** What an API server throws away. */
final class LimitsTest {
  private static EncryptResponse encrypted(
      int ciphertext, int keyId, Map<String, byte[]> annotations) {
    return new EncryptResponse(new byte[ciphertext], "k".repeat(keyId), annotations);
  }

  @Test
  void aGoodAnswerHasNoFault() {
    assertThat(Limits.faults(new StatusResponse("v2", "ok", "k"))).isEmpty();
    assertThat(Limits.faults(new StatusResponse("v2beta1", "ok", "k"))).isEmpty();
    assertThat(Limits.faults(encrypted(1024, 1024, Map.of("a.b", new byte[32 * 1024 - 3]))))
        .isEmpty();
  }

  @Test
  void oneByteTooManyOrTooFewIsAFault() {
    assertThat(Limits.faults(encrypted(0, 1, Map.of()))).hasSize(1);
    assertThat(Limits.faults(encrypted(1025, 1, Map.of()))).hasSize(1);
    assertThat(Limits.faults(encrypted(1, 0, Map.of()))).hasSize(1);
    assertThat(Limits.faults(encrypted(1, 1025, Map.of()))).hasSize(1);
    assertThat(Limits.faults(encrypted(1, 1, Map.of("a.b", new byte[32 * 1024 - 2])))).hasSize(1);
    assertThat(Limits.faults(new StatusResponse("v3", "OK", ""))).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "local-key.redoubt.internal", "0.1.2", "a.b."})
  void domainNames(String name) {
    assertThat(Limits.isDomainName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "A.b", "a..b", ".a.b", "-a.b", "a-.b", "a_b.c", "a.b/c", "a. b", "a.b.."})
  void otherNames(String name) {
    assertThat(Limits.isDomainName(name)).isFalse();
    assertThat(Limits.faults(encrypted(1, 1, Map.of(name, new byte[1])))).hasSize(1);
  }
}
