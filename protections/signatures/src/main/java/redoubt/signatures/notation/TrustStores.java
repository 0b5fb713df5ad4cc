package redoubt.signatures.notation;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.signatures.x509.Authorities;

/**
 * Named stores of authorities, each for one thing alone: an authority of signers may not say that
 * it is a signing authority, nor what time it is (specs/trust-store-trust-policy.md).
 *
 * @param named by kind and name, such as {@code ca:acme}
 */
public record TrustStores(Map<String, Authorities> named) {
  private static final Pattern NAME =
      Pattern.compile("(ca|signingAuthority|tsa):[a-zA-Z0-9_.-]{1,100}");

  /** What the authorities of a store are trusted for. */
  public enum Kind {
    CA("ca"),
    SIGNING_AUTHORITY("signingAuthority"),
    TSA("tsa");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    boolean isOf(String store) {
      return store.startsWith(word + ":");
    }
  }

  public TrustStores {
    named = Map.copyOf(new LinkedHashMap<>(named));
    for (String name : named.keySet()) {
      if (!isName(name)) {
        throw new Failure(
            Failure.Kind.INVALID,
            "signatures.bad-trust-store",
            "That is no name of a trust store.",
            "Write ca:NAME, signingAuthority:NAME or tsa:NAME with letters, digits and _.-");
      }
    }
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** All of one kind. */
  Authorities all(Kind kind) {
    Authorities all = Authorities.none();
    for (Map.Entry<String, Authorities> store : named.entrySet()) {
      if (kind.isOf(store.getKey())) {
        all = all.and(store.getValue());
      }
    }
    return all;
  }

  /** Fingerprints in those of the stores that are of this kind; an unknown store is empty. */
  Set<String> fingerprints(List<String> stores, Kind kind) {
    Set<String> all = new LinkedHashSet<>();
    for (String store : stores) {
      Authorities authorities = named.get(store);
      if (kind.isOf(store) && authorities != null) {
        all.addAll(authorities.fingerprints());
      }
    }
    return all;
  }
}
