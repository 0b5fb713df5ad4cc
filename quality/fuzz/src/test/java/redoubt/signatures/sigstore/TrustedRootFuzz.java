package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.fuzz.ParserFuzz;

/** Trusted roots of Sigstore have an authority and the file's own print, or are said to be none. */
final class TrustedRootFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      TrustedRoot root = TrustedRoot.read(input);
      assertThat(root.print()).isEqualTo(Hash.sha256Hex(input));
      assertThat(root.authorities()).isNotEmpty();
      assertThat(root.needsCertificateLog() || !root.needsLog()).isTrue();
    } catch (Failure refused) {
      expect(refused, "signatures.bad-trusted-root");
    }
  }
}
