package redoubt.registry.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;

/** What a client wants a token for (Docker's token scope documentation). */
public sealed interface Scope {
  /** Actions on a repository, such as {@code pull} and {@code push}. */
  record OfRepository(RepositoryName repository, Set<String> actions) implements Scope {
    public OfRepository {
      actions = Set.copyOf(actions);
    }
  }

  /** The list of all repositories that the caller may read. */
  record OfCatalog() implements Scope {}

  /** More than this in one request is nobody's honest wish. */
  int MOST = 50;

  /**
   * Reads scopes, several of which may stand in one text. What nobody can be given anything for is
   * left out: a token is for what is left. Clients of signed collections name repositories with the
   * host before them.
   *
   * @param origin how the client reached the server
   * @throws Failure {@code registry.too-many-scopes}
   */
  static List<Scope> parse(List<String> texts, Optional<String> origin) {
    List<Scope> scopes = new ArrayList<>();
    for (String text : texts) {
      for (String one : text.split(" ", -1)) {
        parse(one, origin).ifPresent(scopes::add);
        if (scopes.size() > MOST) {
          throw new Failure(
              Failure.Kind.INVALID,
              "registry.too-many-scopes",
              "A token is asked for with more than " + MOST + " scopes.",
              "Ask for several tokens.");
        }
      }
    }
    return List.copyOf(scopes);
  }

  /** {@code type:name:actions}; a name may have colons, the other two have none. */
  private static Optional<Scope> parse(String text, Optional<String> origin) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first < 0 || last == first) {
      return Optional.empty();
    }
    String type = text.substring(0, first).replaceFirst("\\(.*\\)$", "");
    String name = text.substring(first + 1, last);
    Set<String> actions = new TreeSet<>(List.of(text.substring(last + 1).split(",", -1)));
    return switch (type) {
      case "repository" -> repository(name, actions, origin);
      case "registry" -> name.equals("catalog") ? Optional.of(new OfCatalog()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Scope> repository(
      String name, Set<String> actions, Optional<String> origin) {
    try {
      return Optional.of(new OfRepository(Gun.parse(name, origin).repository(), actions));
    } catch (Failure e) {
      return Optional.empty();
    }
  }
}
