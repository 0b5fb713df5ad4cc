package redoubt.keys.listing;

import java.util.Optional;
import redoubt.keys.KeyProtectError;

/**
 * A search for a text in names and aliases, without regard to case.
 *
 * @param not keys that do not match
 * @param exact the whole name or alias, not a part
 * @param inNames whether names are searched
 * @param inAliases whether aliases are searched
 * @param text what is looked for; matches a key's whole id too when names and aliases are searched
 */
public record Search(boolean not, boolean exact, boolean inNames, boolean inAliases, String text) {
  private static final int MOST_CHARACTERS = 300;

  /**
   * Reads {@code *( "not:" / "exact:" / "name:" / "alias:" ) [ "escape:" ] text}. What follows
   * {@code escape:} is text whatever it says. One comma at the end is dropped: a client of IBM's
   * adds it. Empty for a search without text.
   *
   * @throws redoubt.keys.KeyFailure {@code INVALID_QUERY_PARAM_ERR}
   */
  public static Optional<Search> parse(String search) {
    if (search.length() > MOST_CHARACTERS) {
      throw KeyProtectError.queryParameter("search", "at most " + MOST_CHARACTERS + " characters");
    }
    boolean not = false;
    boolean exact = false;
    boolean names = false;
    boolean aliases = false;
    String rest = search;
    while (true) {
      if (rest.startsWith("not:")) {
        not = true;
        rest = rest.substring(4);
      } else if (rest.startsWith("exact:")) {
        exact = true;
        rest = rest.substring(6);
      } else if (rest.startsWith("name:")) {
        names = true;
        rest = rest.substring(5);
      } else if (rest.startsWith("alias:")) {
        aliases = true;
        rest = rest.substring(6);
      } else {
        break;
      }
    }
    if (rest.startsWith("escape:")) {
      rest = rest.substring(7);
    }
    if (rest.endsWith(",")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    if (rest.indexOf('\0') >= 0) {
      throw KeyProtectError.queryParameter("search", "a text without control characters");
    }
    boolean anywhere = !names && !aliases;
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(new Search(not, exact, names || anywhere, aliases || anywhere, rest));
  }
}
