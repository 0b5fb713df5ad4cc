package redoubt.registry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import redoubt.core.Failure;

/**
 * Which tags something is about: globs, in which {@code *} stands for any characters and {@code ?}
 * for one. Matching takes time in proportion to the lengths of both, whatever the glob is.
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
    return globs.stream().anyMatch(glob -> matches(glob, tag));
  }

  /** The last star takes one character more whenever the rest does not fit. */
  private static boolean matches(String glob, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int taken = 0;
    while (at < text.length()) {
      if (in < glob.length() && glob.charAt(in) == '*') {
        star = in++;
        taken = at;
      } else if (in < glob.length()
          && (glob.charAt(in) == '?' || glob.charAt(in) == text.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (in < glob.length() && glob.charAt(in) == '*') {
      in++;
    }
    return in == glob.length();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return globs.stream().collect(Collectors.joining(","));
  }
}
