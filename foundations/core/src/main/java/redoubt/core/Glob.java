package redoubt.core;

/** Patterns in which {@code *} stands for any characters and {@code ?} for one. */
public final class Glob {
  private Glob() {}

  /** Takes time in proportion to the product of the lengths, whatever the glob is. */
  public static boolean matches(String glob, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int taken = 0;
    // The last star takes one character more whenever the rest does not fit.
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
}
