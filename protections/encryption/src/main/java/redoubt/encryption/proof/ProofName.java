package redoubt.encryption.proof;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.crypto.Randomness;

/**
 * What things of a proof are called: when they were made, so that a later run sees what a killed
 * one left, and 64 random bits, so that nothing else has the name.
 */
record ProofName(String text, Instant at) {
  /** With what each begins; {@code keys.purged-key} knows keys of proofs by it. */
  static final String PREFIX = "proof-";

  private static final Pattern FORM = Pattern.compile("proof-([0-9]{10})-[0-9a-f]{16}");

  static ProofName fresh(Instant now) {
    String text =
        "%s%010d-%s"
            .formatted(PREFIX, now.getEpochSecond(), HexFormat.of().formatHex(Randomness.bytes(8)));
    return parse(text).orElseThrow();
  }

  static Optional<ProofName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new ProofName(text, Instant.ofEpochSecond(Long.parseLong(matcher.group(1)))))
        : Optional.empty();
  }
}
