package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.EdDSAParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.bundle.Bundle;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.Peers;
import redoubt.web.Json;

/** cosign 3 says the same of what services of this test's own signed, and of what was changed. */
@NeedsPeer(
    value = "cosign",
    packaged = false,
    why = "whether cosign says the same of keyless bundles")
final class CosignPeerTest {
  private static final Pattern DIGEST = Pattern.compile("\"(?:digest|value)\":\"");
  private static final String TYPE = "https://acme.test/tested";

  private final SmallSigstore services = new SmallSigstore();
  private final byte[] artifact = "image".getBytes(StandardCharsets.UTF_8);
  private final Digest image = Digest.of(artifact);
  private final SmallSigner signer = new SmallSigner(services, new SmallAuthority.Wanted());
  private final byte[] statement = SmallSigner.statement(image, TYPE, "{\"passed\":true}");

  @TempDir private Path folder = Path.of("");

  private boolean cosignBelieves(ObjectNode bundle) throws IOException, InterruptedException {
    Files.write(folder.resolve("bundle.json"), Json.bytes(bundle));
    Files.write(folder.resolve("root.json"), Json.bytes(services.root()));
    Files.write(folder.resolve("artifact"), artifact);
    ProcessBuilder builder =
        new ProcessBuilder(
            Peers.find("cosign").orElseThrow().toString(),
            "verify-blob-attestation",
            "--bundle=bundle.json",
            "--trusted-root=root.json",
            "--use-signed-timestamps="
                + bundle.path("verificationMaterial").has("timestampVerificationData"),
            "--certificate-identity=dev@acme.test",
            "--certificate-oidc-issuer=https://login.acme.test",
            "--type=" + TYPE,
            "artifact");
    builder.directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.redirectErrorStream(true);
    File said = folder.resolve("said").toFile();
    builder.redirectOutput(said);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0;
  }

  private boolean weBelieve(ObjectNode bundle) {
    Fact fact = Bundle.verify(image, Json.bytes(bundle), services.trust());
    return fact.isAuthentic() && fact.attests().filter(TYPE::equals).isPresent();
  }

  @Test
  void cosignBelievesWhatWeBelieve() throws Exception {
    for (ObjectNode bundle : List.of(signer.logged(statement), signer.stamped(statement))) {
      assertThat(weBelieve(bundle)).isTrue();
      assertThat(cosignBelieves(bundle)).isTrue();
    }
  }

  /** A key, and how it signs. */
  private enum Kind {
    P384("EC", 384, "SHA384withECDSA", true),
    P384_AS_COSIGN_2("EC", 384, "SHA256withECDSA", true),
    P384_WITH_ANOTHER_HASH("EC", 384, "SHA512withECDSA", false),
    P521("EC", 521, "SHA512withECDSA", true),
    P521_AS_COSIGN_2("EC", 521, "SHA256withECDSA", true),
    P521_WITH_ANOTHER_HASH("EC", 521, "SHA384withECDSA", false),
    RSA("RSA", 3072, "SHA256withRSA", true),
    RSA_WITH_ANOTHER_HASH("RSA", 3072, "SHA384withRSA", false),
    ED25519("Ed25519", 255, "Ed25519", true),
    ED25519PH("Ed25519", 255, "Ed25519", false);

    private final String key;
    private final int bits;
    private final String algorithm;
    private final boolean isBelieved;

    Kind(String key, int bits, String algorithm, boolean isBelieved) {
      this.key = key;
      this.bits = bits;
      this.algorithm = algorithm;
      this.isBelieved = isBelieved;
    }

    SmallSigner signer(SmallSigstore services) throws GeneralSecurityException {
      KeyPairGenerator maker = KeyPairGenerator.getInstance(key);
      maker.initialize(bits);
      KeyPair pair = maker.generateKeyPair();
      return new SmallSigner(
          services, new SmallAuthority.Wanted(), pair, message -> sign(pair, message));
    }

    private byte[] sign(KeyPair pair, byte... message) {
      try {
        Signature signature = Signature.getInstance(algorithm);
        if (this == ED25519PH) {
          signature.setParameter(new EdDSAParameterSpec(true));
        }
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofKeysOfEachKindCosignBelievesWhatWeBelieve(Kind kind) throws Exception {
    ObjectNode bundle = kind.signer(services).logged(statement);
    assertThat(cosignBelieves(bundle)).isEqualTo(kind.isBelieved);
    assertThat(weBelieve(bundle)).isEqualTo(kind.isBelieved);
  }

  @Test
  void cosignBelievesNoChangeThatWeDoNotBelieve() throws Exception {
    List<ObjectNode> bundles = new ArrayList<>();
    ObjectNode logged = signer.logged(statement);
    ObjectNode stamped = signer.stamped(statement);
    for (ObjectNode good : List.of(logged, stamped)) {
      for (String pointer :
          List.of(
              "/verificationMaterial/certificate/rawBytes",
              "/verificationMaterial/tlogEntries/0/canonicalizedBody",
              "/verificationMaterial/tlogEntries/0/inclusionPromise/signedEntryTimestamp",
              "/verificationMaterial/tlogEntries/0/inclusionProof/rootHash",
              "/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint/envelope",
              "/dsseEnvelope/payload",
              "/dsseEnvelope/signatures/0/sig")) {
        // For Rekor 2 cosign makes the entry itself and takes the root of its checkpoint.
        boolean ignored =
            good.equals(stamped)
                && (pointer.endsWith("canonicalizedBody") || pointer.endsWith("rootHash"));
        if (good.at(pointer).isTextual() && ignored) {
          assertThat(weBelieve(changed(good, pointer))).as(pointer).isFalse();
          assertThat(cosignBelieves(changed(good, pointer))).as(pointer).isTrue();
        } else if (good.at(pointer).isTextual()) {
          bundles.add(changed(good, pointer));
        }
      }
    }
    Map<String, ObjectNode> swapped = new LinkedHashMap<>();
    swapped.put("tlogEntries", signer.logged(statement));
    swapped.put(
        "certificate", new SmallSigner(services, new SmallAuthority.Wanted()).logged(statement));
    swapped.forEach((field, other) -> {
      ObjectNode mixed = logged.deepCopy();
      ((ObjectNode) mixed.path("verificationMaterial"))
          .set(field, other.at("/verificationMaterial/" + field));
      bundles.add(mixed);
    });
    ObjectNode late = stamped.deepCopy();
    ((ObjectNode) late.path("verificationMaterial")).remove("timestampVerificationData");
    bundles.add(late);
    for (ObjectNode bundle : bundles) {
      assertThat(weBelieve(bundle)).as(bundle::toString).isFalse();
      assertThat(cosignBelieves(bundle)).as(bundle::toString).isFalse();
    }
  }

  private static ObjectNode changed(ObjectNode good, String pointer) {
    ObjectNode changed = good.deepCopy();
    int slash = pointer.lastIndexOf('/');
    String text = good.at(pointer).textValue();
    String other;
    if (pointer.endsWith("envelope")) {
      other = text.replace(".acme.test", ".acme.tesu");
    } else if (pointer.endsWith("canonicalizedBody")) {
      // A digit of a digest: whether the entry can still be read is not left to chance.
      String body = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
      Matcher digest = DIGEST.matcher(body);
      assertThat(digest.find()).as(body).isTrue();
      char digit = body.charAt(digest.end()) == '1' ? '2' : '1';
      String forged = body.substring(0, digest.end()) + digit + body.substring(digest.end() + 1);
      other = SmallSigstore.base64(forged.getBytes(StandardCharsets.UTF_8));
    } else {
      byte[] bytes = Base64.getDecoder().decode(text);
      bytes[bytes.length / 2] ^= 1;
      other = SmallSigstore.base64(bytes);
    }
    ((ObjectNode) changed.at(pointer.substring(0, slash))).put(pointer.substring(slash + 1), other);
    return changed;
  }
}
