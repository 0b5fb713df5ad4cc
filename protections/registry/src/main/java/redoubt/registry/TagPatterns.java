package redoubt.registry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.core.Glob;

/**
 * Which tags something is about: globs, in which {@code *} stands for any characters and {@code ?}
 * for one.
 */
public record TagPatterns(List<String> globs) {
  /** No tag at all. */
  public static final TagPatterns NONE = new TagPatterns(List.of());

  private static final int MOST = 20;
  private static final int LONGEST = 128;

  /**
   * @throws Failure {@code registry.bad-pattern}
   */
  public TagPatterns {
    globs = List.copyOf(globs);
    if (globs.size() > MOST
        || globs.stream().anyMatch(glob -> !glob.matches("[A-Za-z0-9_.*?-]{1," + LONGEST + "}"))) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.bad-pattern",
          "That is no pattern of tags.",
          "Use up to 20 patterns of letters, digits, dots, dashes, underscores, * and ?.");
    }
  }

  /** Reads globs with commas between them; none when the text is empty. */
  public static TagPatterns parse(String text) {
    return text.isBlank()
        ? NONE
        : new TagPatterns(Arrays.stream(text.split(",", -1)).map(String::strip).toList());
  }

  public boolean matches(String tag) {
    return globs.stream().anyMatch(glob -> Glob.matches(glob, tag));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return globs.stream().collect(Collectors.joining(","));
  }
}
