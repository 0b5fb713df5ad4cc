package redoubt.signatures.signers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.signatures.x509.TestAuthority;
import redoubt.web.Json;

/** A credential that an earlier version took, and that is refused when it is read again. */
final class KnownTest {
  @AutoClose private final Room room = new Room();
  private final Signing ci = Signing.somebody();

  private void stored(String name, SignerKind kind, String text, Map<String, String> terms) {
    NamedSigner signer =
        new NamedSigner(
            UUID.randomUUID(),
            Room.TENANT,
            "team",
            name,
            new Credential(kind, text, Set.of("0".repeat(64)), terms),
            room.clock().instant(),
            "manager",
            Optional.empty());
    boolean inserted =
        room.database().transaction(transaction -> SignerRows.insert(transaction, signer));
    assertThat(inserted).isTrue();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatCannotBeReadIsLeftOutAndStopsNobodyElse() {
    String authority = pem(TestAuthority.authority("Root", 1).alone().certificate());
    stored("key", SignerKind.KEY, "a key", Map.of());
    stored(
        "keyless",
        SignerKind.KEYLESS,
        "{\"mediaType\":\"x\"}",
        Map.of("identity", "i", "issuer", "j"));
    stored("pgp", SignerKind.OPENPGP, "armour", Map.of());
    stored("corp", SignerKind.CERTIFICATE, "a certificate", Map.of());
    stored("time", SignerKind.CERTIFICATE, authority, Map.of("timestampAuthority", "a clock"));
    room.trust("ci", ci);
    room.trust("old", Signing.somebody());
    room.signers().revoke(Room.TENANT, "team", "manager", "corp", "");
    Digest image = room.push("app");

    Digest _ = room.sign(ci, image, "good");

    assertThat(room.verdict(image).signers()).containsExactly("ci");
    assertThat(room.signers().known(Room.TENANT, "team").unread())
        .containsOnlyKeys("key", "keyless", "pgp", "corp", "time")
        .containsEntry("corp", "There is no certificate.");
  }

  @Test
  void aPolicyThatNamesItAsAStoreFindsNobodyInIt() {
    stored("corp", SignerKind.CERTIFICATE, "a certificate", Map.of());
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(
                """
                {"requirements":[{"registry":"registry.test","notation":{"version":"1.0","trustPolicies":[
                  {"name":"app","registryScopes":["*"],"signatureVerification":{"level":"strict"},
                   "trustStores":["ca:corp"],"trustedIdentities":["*"]}]}}]}
                """
                    .getBytes(UTF_8)));
    assertThat(room.verdict(room.push("app")).said())
        .isEqualTo("There is no signature of this kind.");
  }

  /** A certificate that no reader takes as an authority any more has a key all the same. */
  @Test
  void theKeyOfOneThatWasRevokedStaysRevoked() {
    TestAuthority.Party leaf =
        TestAuthority.leaf("P-256").by(TestAuthority.authority("Root", 1).alone());
    Signing same = new Signing(leaf.keys());
    stored("corp", SignerKind.CERTIFICATE, pem(leaf.certificate()), Map.of());
    room.trust("ci", same);
    Digest image = room.push("app");
    Digest _ = room.sign(same, image, "good");
    assertThat(room.verdict(image).trusted()).isTrue();

    room.signers().revoke(Room.TENANT, "team", "manager", "corp", "");

    assertThat(room.signers().known(Room.TENANT, "team").unread()).containsOnlyKeys("corp");
    assertThat(room.verdict(image).said()).isEqualTo("It is of corp, who was revoked as a signer.");
  }
}
