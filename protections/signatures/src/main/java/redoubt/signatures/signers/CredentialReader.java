package redoubt.signatures.signers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.sigstore.TrustedRoot;

/** Reads what a signer is told by. */
final class CredentialReader {
  private static final int LONGEST = 256 << 10;

  private CredentialReader() {}

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-signer}, {@code signatures.bad-key}
   */
  static Credential read(SignerKind kind, String text, Map<String, String> terms) {
    if (text.length() > LONGEST) {
      throw SignatureFailures.badSigner("What was given is longer than 256 KiB.");
    }
    return switch (kind) {
      case KEY -> {
        requireTerms(terms, Set.of(), Set.of());
        yield new Credential(
            kind, text, Set.of(PublicKeys.fingerprint(PublicKeys.read(text))), terms);
      }
      case KEYLESS -> {
        Set<String> both = Set.of(Credential.IDENTITY, Credential.ISSUER);
        requireTerms(terms, both, both);
        TrustedRoot root = TrustedRoot.read(text.getBytes(StandardCharsets.UTF_8));
        yield new Credential(kind, text, Set.of(root.print()), terms);
      }
      case CERTIFICATE, OPENPGP ->
          throw SignatureFailures.badSigner("Signers of that kind cannot be added.");
    };
  }

  private static void requireTerms(
      Map<String, String> terms, Set<String> needed, Set<String> allowed) {
    for (String term : needed) {
      if (terms.getOrDefault(term, "").isBlank()) {
        throw SignatureFailures.badSigner("Such a signer needs the field " + term + ".");
      }
    }
    for (String term : terms.keySet()) {
      if (!needed.contains(term) && !allowed.contains(term)) {
        throw SignatureFailures.badSigner("Such a signer has no field " + term + ".");
      }
    }
  }
}
