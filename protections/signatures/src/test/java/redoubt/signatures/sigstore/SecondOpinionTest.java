package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.Bundle;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sigstore's own library for Java says the same of its vectors, but for those that are named. */
final class SecondOpinionTest {
  /** Where that library, in version 2.0.0, says otherwise, and why. */
  private static final Map<String, String> OTHERWISE =
      Map.ofEntries(
          Map.entry(
              "integrated-time-in-future_fail",
              "does not look at the log's promise, which the time is part of"),
          Map.entry("intoto-with-custom-trust-root", "knows no entries of the kind intoto"),
          Map.entry("managed-key-and-trusted-root", "knows no keys without a certificate"),
          Map.entry("managed-key-happy-path", "knows no keys without a certificate"),
          Map.entry("rekor2-dsse-happy-path", "wants envelopes in entries of the kind dsse"),
          Map.entry("trust-root-tlog-missing-validity-start_fail", "takes any start of validity"),
          Map.entry("bundle.dsse.rekor-v2", "wants envelopes in entries of the kind dsse"),
          Map.entry("bundle.v1.no.inclusion", "wants a proof also in bundles of version 0.1"),
          Map.entry("github-private-no-tlog", "wants a log whatever the root says"));

  static Stream<Vectors.Case> cases() {
    return VectorsTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anotherVerifierSaysTheSame(Vectors.Case vector) throws Exception {
    boolean same = believes(vector) == vector.isGood();
    assertThat(same).isEqualTo(!OTHERWISE.containsKey(vector.name()));
  }

  private static boolean believes(Vectors.Case vector) throws Exception {
    try {
      KeylessVerifier.builder()
          .trustedRootProvider(
              () -> SigstoreTrustedRoot.from(new ByteArrayInputStream(vector.rootFile())))
          .build()
          .verify(
              HexFormat.of().parseHex(vector.artifact().hex()),
              Bundle.from(new StringReader(new String(vector.bundle(), StandardCharsets.UTF_8))),
              VerificationOptions.empty());
      return true;
    } catch (KeylessVerificationException
        | BundleParseException
        | SigstoreConfigurationException
        | IllegalStateException
        | IndexOutOfBoundsException e) {
      return false;
    }
  }
}
