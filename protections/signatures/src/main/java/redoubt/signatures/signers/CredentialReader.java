package redoubt.signatures.signers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.gpg.PgpKeys;
import redoubt.signatures.sigstore.TrustedRoot;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.DistinguishedName;

/** Reads what a signer is told by. */
final class CredentialReader {
  private static final int LONGEST = 256 << 10;
  private static final Predicate<String> PRINT = Pattern.compile("[0-9a-f]{64}").asMatchPredicate();

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
        requireTerms(terms, Set.of(), Set.of(Credential.COLLECTION_ROOT));
        if (!PRINT.test(terms.getOrDefault(Credential.COLLECTION_ROOT, "0".repeat(64)))) {
          throw SignatureFailures.badSigner(
              "The field collectionRoot is no SHA-256 of a public key in hexadecimal digits.");
        }
        yield new Credential(
            kind, text, Set.of(PublicKeys.fingerprint(PublicKeys.read(text))), terms);
      }
      case KEYLESS -> {
        Set<String> both = Set.of(Credential.IDENTITY, Credential.ISSUER);
        requireTerms(terms, both, both);
        TrustedRoot root = TrustedRoot.read(bytes(text));
        yield new Credential(kind, text, Set.of(root.print()), terms);
      }
      case CERTIFICATE -> {
        requireTerms(
            terms,
            Set.of(),
            Set.of(
                Credential.SUBJECT,
                Credential.TIMESTAMP_AUTHORITY,
                Credential.SIGNING_AUTHORITY,
                Credential.REVOCATION));
        if (!terms
            .getOrDefault(Credential.REVOCATION, Credential.UNCHECKED)
            .equals(Credential.UNCHECKED)) {
          throw SignatureFailures.badSigner(
              "The field revocation is something else than unchecked.");
        }
        if (!Set.of("true", "false")
            .contains(terms.getOrDefault(Credential.SIGNING_AUTHORITY, "false"))) {
          throw SignatureFailures.badSigner(
              "The field signingAuthority is neither true nor false.");
        }
        if (terms.containsKey(Credential.TIMESTAMP_AUTHORITY)) {
          Authorities _ = Authorities.read(terms.get(Credential.TIMESTAMP_AUTHORITY));
        }
        if (terms.containsKey(Credential.SUBJECT)
            && DistinguishedName.parse(terms.get(Credential.SUBJECT))
                .filter(name -> !name.isEmpty())
                .isEmpty()) {
          throw SignatureFailures.badSigner(
              "The subject is no distinguished name, such as O=Acme,C=DE, or has an attribute"
                  + " twice.");
        }
        yield new Credential(kind, text, Authorities.read(text).fingerprints(), terms);
      }
      case OPENPGP -> {
        requireTerms(terms, Set.of(), Set.of());
        yield new Credential(kind, text, PgpKeys.read(bytes(text)).fingerprints(), terms);
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
