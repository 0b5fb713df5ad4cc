package redoubt.web;

import java.util.Set;

/** Who may call a route. Every route declares one. */
public sealed interface Access {
  /** Anyone, without a credential. */
  record Open() implements Access {}

  /** Anyone with a good credential. The handler answers only with what is the caller's own. */
  record SignedIn() implements Access {}

  /** Administrators of the server. */
  record Administrator() implements Access {}

  /**
   * Holders of one of the roles in the whole instance that the request names; administrators too if
   * {@link Role#ADMINISTRATOR} is among the roles.
   */
  record Instance(Set<Role> anyOf) implements Access {
    public Instance {
      anyOf = Set.copyOf(anyOf);
    }
  }

  /**
   * Holders of one of the roles in a key ring of the instance that the request names. The handler
   * has to call {@link Request#requireRing} or {@link Request#visibleRings}; an answer made without
   * is thrown away.
   */
  record Ring(Set<Role> anyOf) implements Access {
    public Ring {
      anyOf = Set.copyOf(anyOf);
    }
  }

  /**
   * Holders of one of the roles in a part of an instance that only the handler can tell from the
   * request. It has to call {@link Request#requirePart} or {@link Request#requireCaller}; an answer
   * made without is thrown away.
   *
   * @param visitors whether callers without a credential come as far as the handler
   */
  record Part(Set<Role> anyOf, boolean visitors) implements Access {
    public Part {
      anyOf = Set.copyOf(anyOf);
    }
  }

  static Access open() {
    return new Open();
  }

  static Access signedIn() {
    return new SignedIn();
  }

  static Access administrator() {
    return new Administrator();
  }

  static Access instance(Role... anyOf) {
    return new Instance(Set.of(anyOf));
  }

  static Access ring(Role... anyOf) {
    return new Ring(Set.of(anyOf));
  }

  static Access part(Role... anyOf) {
    return new Part(Set.of(anyOf), false);
  }

  /** The same, where the handler may let in callers without a credential. */
  static Access partOrVisitor(Role... anyOf) {
    return new Part(Set.of(anyOf), true);
  }
}
