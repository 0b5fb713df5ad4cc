package redoubt.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.cosign.LegacyCosign;

/** What the real signers made: cosign 2.5.0 and 3.1.1, one key pair for each file. */
final class Fixtures {
  private Fixtures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8).strip();
  }

  static Digest image() {
    return Digest.of(bytes("image-manifest.json"));
  }

  static PublicKeys keys() {
    return PublicKeys.of(List.of(PublicKeys.read(text("cosign.pub"))));
  }

  static Descriptor layer(byte[] payload, String signature) {
    return new Descriptor(
        LegacyCosign.LAYER,
        Digest.of(payload),
        payload.length,
        Map.of("dev.cosignproject.cosign/signature", signature),
        Optional.empty(),
        Optional.empty());
  }
}
