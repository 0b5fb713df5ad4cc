package redoubt.encryption.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

/** Endpoints of etcd as people write them. */
final class EtcdAccessTest {
  private static final Optional<String> CA = Optional.of("-----BEGIN CERTIFICATE-----");

  private static EtcdAccess at(String endpoint) {
    return new EtcdAccess(List.of(endpoint), CA, Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://etcd:0",
        "https://etcd:70000",
        "https://etcd:65536",
        "https://etcd:-2",
        "https://etcd:99999999999",
        "http://etcd:2379",
        "https://user@etcd:2379",
        "https://etcd:2379/path",
        "unix:2379",
        "https:2379"
      })
  void whatNobodyCanConnectToIsRefusedWhenItIsNamed(String endpoint) {
    assertThatThrownBy(() -> at(endpoint))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("encryption.bad-field"));
  }

  @Test
  void withoutAPortItIsTheOneOfHttps() {
    assertThat(at("https://etcd").address().endpoints().toString()).isEqualTo("[https://etcd:443]");
    assertThat(at("https://etcd:2379").address().endpoints().toString())
        .isEqualTo("[https://etcd:2379]");
  }
}
