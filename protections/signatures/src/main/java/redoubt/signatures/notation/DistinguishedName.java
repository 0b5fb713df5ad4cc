package redoubt.signatures.notation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A subject as trust policies write it (RFC 4514, with the restrictions of
 * specs/trust-store-trust-policy.md, "Trusted Identities Constraints"): every attribute once and by
 * itself.
 */
record DistinguishedName(Map<String, String> attributes) {
  private static final int LONGEST = 4096;

  DistinguishedName {
    attributes = Map.copyOf(attributes);
  }

  /** Empty when it is no name, or has an attribute twice, or two at one place. */
  static Optional<DistinguishedName> parse(String text) {
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
        String type = part.getType().equals("S") ? "ST" : part.getType();
        // What is written in hex is of a kind that no policy can name.
        boolean named = part.getValue() instanceof String;
        if (named && attributes.put(type, (String) part.getValue()) != null) {
          return Optional.empty();
        }
      }
    } catch (InvalidNameException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(new DistinguishedName(attributes));
  }

  /** Names a country, a state and an organization, without which it would fit too many. */
  boolean isPrecise() {
    return attributes.containsKey("C")
        && attributes.containsKey("ST")
        && attributes.containsKey("O")
        && attributes.values().stream().noneMatch(String::isEmpty);
  }

  /** All that this one says, the other says too. */
  boolean isWithin(DistinguishedName other) {
    return other.attributes.entrySet().containsAll(attributes.entrySet());
  }
}
