package redoubt.cli;

import java.util.List;

/** What verbs, and nouns of their own, stand below. Making one makes none of them. */
public interface Noun {
  /** One sentence for its help. */
  String description();

  /** Whole lines that somebody may type. */
  List<String> examples();

  /** What may follow it, in the order help shows. */
  List<String> names();

  /**
   * A new command, not yet run, or the noun of that name.
   *
   * @throws IllegalArgumentException when it is none of {@link #names}
   */
  Object named(String name);

  /** For the last branch of {@link #named}. */
  static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("there is no command " + name);
  }
}
