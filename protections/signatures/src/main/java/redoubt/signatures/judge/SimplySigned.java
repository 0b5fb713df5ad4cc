package redoubt.signatures.judge;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.gpg.PgpKeys;
import redoubt.signatures.gpg.SimpleSigning;

/**
 * Whether one of some OpenPGP keys has signed an image (containers/image, {@code signedBy}), in the
 * words of containers/image.
 */
final class SimplySigned {
  private static final int MOST_TOLD = 3;

  private SimplySigned() {}

  static Opinion of(
      Digest image,
      String name,
      Stream<byte[]> messages,
      PgpKeys keys,
      IdentityRule rule,
      Instant now) {
    List<Opinion> opinions =
        messages.map(one -> of(SimpleSigning.verify(image, one, keys), name, rule, now)).toList();
    if (opinions.isEmpty()) {
      return new Opinion(false, "A signature was required, but no signature exists.");
    }
    return opinions.stream()
        .filter(Opinion::holds)
        .findFirst()
        .orElseGet(() ->
            new Opinion(
                false,
                opinions.size() == 1
                    ? opinions.getFirst().said()
                    : "None of the signatures were accepted, reasons: "
                        + String.join(
                            " ",
                            opinions.stream()
                                .map(Opinion::said)
                                .distinct()
                                .limit(MOST_TOLD)
                                .toList())));
  }

  private static Opinion of(Fact fact, String name, IdentityRule rule, Instant now) {
    if (!fact.isAuthentic()) {
      return new Opinion(false, fact.check().said());
    }
    if (fact.goodUntil().filter(end -> !now.isBefore(end)).isPresent()) {
      return new Opinion(false, "It expired at " + fact.goodUntil().orElseThrow() + ".");
    }
    String signed = fact.claims().getOrDefault(SimpleSigning.REFERENCE, "");
    return rule.accepts(name, signed)
        ? new Opinion(true, "It is signed by one of the keys.")
        : new Opinion(
            false,
            "Signature for identity "
                + redoubt.signatures.Signer.cut(signed.replaceAll("[^ -~]", "?"))
                + " is not accepted.");
  }
}
