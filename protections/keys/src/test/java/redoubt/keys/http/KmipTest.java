package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.keys.testing.KeyService;
import redoubt.web.Role;

/** KMIP is known and not offered: clients must not take 501 for a fault that passes. */
final class KmipTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  @ParameterizedTest
  @CsvSource({
    "GET, kmip_adapters, list",
    "POST, kmip_adapters, create",
    "GET, kmip_adapters/a, read",
    "DELETE, kmip_adapters/a, delete",
    "GET, kmip_adapters/a/certificates, list",
    "POST, kmip_adapters/a/certificates, create",
    "GET, kmip_adapters/a/certificates/c, read",
    "DELETE, kmip_adapters/a/certificates/c, delete",
    "GET, kmip_adapters/a/kmip_objects, list",
    "GET, kmip_adapters/a/kmip_objects/o, read",
    "DELETE, kmip_adapters/a/kmip_objects/o, delete"
  })
  void everyCallSaysThatItIsNotOfferedAndIsRecorded(String method, String path, String verb) {
    assertThat(SERVICE.manager().send(method, "/api/v2/" + path, "").outcome())
        .isEqualTo("501 NOT_SUPPORTED_ERR");
    assertThat(SERVICE.refusals().getLast())
        .isEqualTo("kms.kmip-management." + verb + " keys.not-supported-err");
  }

  @ParameterizedTest
  @CsvSource({"GET, kmip_adapters", "POST, kmip_adapters", "DELETE, kmip_adapters/a"})
  void whoIsNoManagerIsRefusedFirst(String method, String path) {
    assertThat(SERVICE.as(Role.WRITER).send(method, "/api/v2/" + path, "").status()).isEqualTo(401);
  }
}
