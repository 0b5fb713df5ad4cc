package redoubt.identity;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import redoubt.web.Role;

/** What a narrow token is wanted for, or good for. */
public sealed interface Scope {
  /**
   * Actions on images: {@code repository:NAME:pull,push}.
   *
   * @param instance to which the repository belongs
   */
  record Repository(String instance, String name, Set<Action> actions) implements Scope {
    public Repository {
      Objects.requireNonNull(instance, "instance");
      Objects.requireNonNull(name, "name");
      EnumSet<Action> sorted = EnumSet.noneOf(Action.class);
      sorted.addAll(actions);
      actions = Collections.unmodifiableSet(sorted);
    }
  }

  /** Lists of all that its user may read: {@code registry:catalog:*}. */
  record Lists() implements Scope {}

  /** What is done with images; each goes with a role, and with all that this role includes. */
  enum Action {
    PULL(Role.READER),
    PUSH(Role.WRITER),
    DELETE(Role.WRITER),
    /** All of it, also what is a manager's: deleting signed collections, rotating their keys. */
    ADMIN(Role.MANAGER);

    private final Role role;

    Action(Role role) {
      this.role = role;
    }

    /** Who holds it may do this. */
    public Role role() {
      return role;
    }

    /** As scopes and tokens call it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What a word of a scope stands for: all for {@code *}, nothing for one that is not known. */
    public static Set<Action> named(String word) {
      EnumSet<Action> named = EnumSet.allOf(Action.class);
      if (!word.equals("*")) {
        named.removeIf(action -> !action.word().equals(word));
      }
      return named;
    }
  }
}
