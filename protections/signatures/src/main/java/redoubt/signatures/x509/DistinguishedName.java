package redoubt.signatures.x509;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A subject as signers and trust policies name it (RFC 4514, with the restrictions of the Notary
 * Project's specs/trust-store-trust-policy.md, "Trusted Identities Constraints"): every attribute
 * once and by itself, and values as they are written, with their upper and lower case.
 */
public record DistinguishedName(Map<String, String> attributes) {
  private static final int LONGEST = 4096;

  public DistinguishedName {
    attributes = Map.copyOf(attributes);
  }

  /** Empty when it is no name, or has an attribute twice, or two at one place. */
  public static Optional<DistinguishedName> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    try {
      for (Rdn part : new LdapName(text).getRdns()) {
        // Nothing stands between two commas.
        if (part.size() != 1) {
          return Optional.empty();
        }
        String named = part.getType().toUpperCase(Locale.ROOT);
        String type = named.equals("S") ? "ST" : named;
        switch (part.getValue()) {
          case byte[] hex ->
              attributes.merge(type + "#", HexFormat.of().formatHex(hex), (a, b) -> a + "," + b);
          case Object value -> {
            if (attributes.put(type, value.toString()) != null) {
              return Optional.empty();
            }
          }
        }
      }
    } catch (InvalidNameException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(new DistinguishedName(attributes));
  }

  /** Names a country, a state and an organization, without which it would fit too many. */
  public boolean isPrecise() {
    return attributes.containsKey("C")
        && attributes.containsKey("ST")
        && attributes.containsKey("O")
        && attributes.values().stream().noneMatch(String::isEmpty);
  }

  /** Says nothing. */
  public boolean isEmpty() {
    return attributes.isEmpty();
  }

  /** All that this one says, the other says too. */
  public boolean isWithin(DistinguishedName other) {
    return other.attributes.entrySet().containsAll(attributes.entrySet());
  }

  /** The same of two that are written; not, when one of them cannot be read. */
  public static boolean isWithin(String wanted, String subject) {
    return parse(wanted)
        .flatMap(name -> parse(subject).map(leaf -> name.isWithin(leaf)))
        .orElse(false);
  }
}
