package redoubt.cli.text;

import java.util.regex.Pattern;

/** Words of commands that a person is told to type. */
public final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellText() {}

  /** One word for a POSIX shell, in quotes if it needs them. */
  public static String word(Object text) {
    String word = text.toString();
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
