package redoubt.signatures.cosign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.fuzz.Genuine;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.sigstore.SigstoreTrust;

/**
 * Layers of cosign 1 and 2: the input is annotations, {@code name=value} a line, an empty line, and
 * the payload. One is authentic only with the payload that the real signer signed.
 */
final class LegacyCosignFuzz extends ParserFuzz {
  private static final Digest IMAGE =
      Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");
  private static final PublicKeys KEYS =
      PublicKeys.of(
          List.of(
              PublicKeys.read(
                  new String(Genuine.file(LegacyCosignFuzz.class, "cosign.pub"), UTF_8))));
  private static final String PAYLOAD =
      payload(new String(Genuine.seed(LegacyCosignFuzz.class, "genuine"), UTF_8));

  private static String payload(String input) {
    int end = input.indexOf("\n\n");
    return end < 0 ? "" : input.substring(end + 2);
  }

  @Override
  protected void check(byte[] input) {
    String text = text(input);
    byte[] payload = payload(text).getBytes(UTF_8);
    Map<String, String> annotations = new HashMap<>();
    for (String line : text.split("\n\n", 2)[0].split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals >= 0) {
        annotations.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    for (String type : List.of(LegacyCosign.LAYER, LegacyAttestation.LAYER)) {
      Descriptor layer =
          new Descriptor(
              type,
              Digest.of(payload),
              payload.length,
              annotations,
              Optional.empty(),
              Optional.empty());
      Fact fact =
          type.equals(LegacyCosign.LAYER)
              ? LegacyCosign.verify(IMAGE, layer, payload, KEYS)
              : LegacyAttestation.read(IMAGE, layer, payload, SigstoreTrust.of(KEYS)).fact();
      if (fact.isAuthentic()) {
        assertThat(type).isEqualTo(LegacyCosign.LAYER);
        assertThat(payload).isEqualTo(PAYLOAD.getBytes(UTF_8));
      }
    }
  }
}
