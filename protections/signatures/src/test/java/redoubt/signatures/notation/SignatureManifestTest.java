package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;

/** A signature's manifest is known by its artifact type, or else by its config. */
final class SignatureManifestTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private static Manifest manifest(
      String artifactType, String config, String layer, String annotations) {
    String text =
        """
        {"schemaVersion":2,"mediaType":"%s",%s"config":{"mediaType":"%s","digest":"%s","size":2},\
        "layers":[{"mediaType":"%s","digest":"%s","size":9}],\
        "subject":{"mediaType":"%s","digest":"%s","size":9},"annotations":{%s}}\
        """
            .formatted(
                MediaTypes.OCI_MANIFEST,
                artifactType.isEmpty() ? "" : "\"artifactType\":\"" + artifactType + "\",",
                config,
                DIGEST,
                layer,
                DIGEST,
                MediaTypes.OCI_MANIFEST,
                DIGEST,
                annotations);
    return Manifest.read(text.getBytes(UTF_8), MediaTypes.OCI_MANIFEST);
  }

  @Test
  void bothWaysOfSayingItAreKnown() {
    assertThat(Notation.isSignature(manifest(Notation.TYPE, MediaTypes.OCI_EMPTY, "x", "")))
        .isTrue();
    assertThat(Notation.isSignature(manifest("", Notation.TYPE, "x", ""))).isTrue();
    assertThat(Notation.isSignature(manifest("", MediaTypes.OCI_CONFIG, "x", ""))).isFalse();
    assertThat(Notation.isSignature(manifest("application/x", Notation.TYPE, "x", ""))).isFalse();
  }

  @Test
  void itsOneLayerIsTheEnvelope() {
    assertThat(Notation.envelope(manifest("", Notation.TYPE, Notation.COSE, ""))).isPresent();
    assertThat(Notation.envelope(manifest("", Notation.TYPE, Notation.JWS, ""))).isPresent();
    assertThat(Notation.envelope(manifest("", Notation.TYPE, "text/plain", ""))).isEmpty();
    String two =
        new String(manifest("", Notation.TYPE, Notation.COSE, "").bytes(), UTF_8)
            .replaceFirst("\"layers\":\\[(\\{[^}]*})]", "\"layers\":[$1,$1]");
    Manifest read = Manifest.read(two.getBytes(UTF_8), MediaTypes.OCI_MANIFEST);
    assertThat(((Manifest.Image) read).layers()).hasSize(2);
    assertThat(Notation.envelope(read)).isEmpty();
  }
}
