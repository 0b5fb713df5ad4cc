package redoubt.admission.node;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import redoubt.admission.policy.NamePattern;
import redoubt.oci.ImageReference;
import redoubt.oci.RepositoryName;

/**
 * Scopes of {@code policy.json}: an image in full, a prefix of such names that ends at a slash,
 * {@code *.DOMAIN} for registries below a domain, or nothing for all (containers-policy.json(5)).
 */
final class Covering {
  private static final String HUB = "docker.io";

  private Covering() {}

  /** Whether all images of a scope are of another one. */
  static boolean covers(String scope, String below) {
    return scope.isEmpty()
        || (scope.startsWith("*") && registry(below).endsWith(scope.substring(1)))
        || below.equals(scope)
        || below.startsWith(scope + "/")
        || below.startsWith(scope + ":")
        || below.startsWith(scope + "@");
  }

  /** The scope that means what a pattern means; empty when there is none. */
  static Optional<String> of(NamePattern images) {
    String text = images.text();
    if (text.equals("*") || text.equals("*/*")) {
      return Optional.of("");
    }
    if (images.isExact()) {
      return ImageReference.parse(text)
          .map(image ->
              image.registry().toLowerCase(Locale.ROOT)
                  + "/"
                  + image.repository()
                  + image.tag().map(tag -> ":" + tag).orElse("")
                  + image.digest().map(digest -> "@" + digest).orElse(""));
    }
    if (!text.endsWith("/*")) {
      return Optional.empty();
    }
    String prefix = text.substring(0, text.length() - 2);
    if (prefix.matches("\\*(\\.[a-z0-9-]+)+")) {
      return Optional.of(prefix);
    }
    return prefix.indexOf('*') >= 0 ? Optional.empty() : folder(prefix);
  }

  /** A registry, or a folder in one; without a registry it is Docker Hub's. */
  private static Optional<String> folder(String prefix) {
    int slash = prefix.indexOf('/');
    String first = slash < 0 ? prefix : prefix.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String host = named ? first.toLowerCase(Locale.ROOT) : HUB;
    String path = named ? (slash < 0 ? "" : prefix.substring(slash + 1)) : prefix;
    // A name below it is one that images can have.
    return ImageReference.parse(host + "/" + (path.isEmpty() ? "" : path + "/") + "x")
        .filter(_ -> path.isEmpty() || RepositoryName.tryParse(path).isPresent())
        .map(_ -> path.isEmpty() ? host : host + "/" + path);
  }

  /** The same pattern for the registries among some that it means, if it names none itself. */
  static List<NamePattern> spelledOut(NamePattern images, List<String> registries) {
    String text = images.text();
    int slash = text.indexOf('/');
    if (slash < 0 || text.substring(0, slash).indexOf('*') < 0) {
      return List.of();
    }
    return registries.stream()
        .filter(one -> redoubt.core.Glob.matches(text.substring(0, slash), one))
        .map(one -> new NamePattern(one + text.substring(slash)))
        .toList();
  }

  /** Whether images of a scope may be meant by a pattern that is no scope. */
  static boolean mayOverlap(NamePattern images, String scope) {
    String text = images.text();
    int star = text.indexOf('*');
    String literal = star < 0 ? text : text.substring(0, star);
    return scope.startsWith("*") || scope.startsWith(literal) || literal.startsWith(scope);
  }

  /** The registry of a scope; empty where it is of none. */
  static String registry(String scope) {
    int slash = scope.indexOf('/');
    return slash < 0 ? scope : scope.substring(0, slash);
  }
}
