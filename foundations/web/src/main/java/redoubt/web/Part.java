package redoubt.web;

import java.util.Locale;
import java.util.Objects;

/** A part of an instance in which a role can be held. */
public record Part(Kind kind, String name) {
  /** What instances have parts of. */
  public enum Kind {
    RING,
    NAMESPACE,
    /** Named by its namespace, a slash and the rest. */
    REPOSITORY;

    /** As JSON, forms and the ledger call it: {@code ring}, {@code namespace}, … */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Part {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
  }

  public static Part ring(String name) {
    return new Part(Kind.RING, name);
  }

  public static Part namespace(String name) {
    return new Part(Kind.NAMESPACE, name);
  }

  public static Part repository(String name) {
    return new Part(Kind.REPOSITORY, name);
  }

  /** A role in this part holds in the other: it is the same, or a repository of this namespace. */
  public boolean covers(Part other) {
    return equals(other)
        || (kind == Kind.NAMESPACE
            && other.kind == Kind.REPOSITORY
            && other.name.startsWith(name + "/"));
  }
}
