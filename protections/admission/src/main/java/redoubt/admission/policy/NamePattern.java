package redoubt.admission.policy;

import java.util.regex.Pattern;
import redoubt.admission.AdmissionFailures;
import redoubt.core.Glob;

/**
 * Names of images, where {@code *} stands for any characters, slashes too (Portieris 0.14.2,
 * helpers/wildcard). What stands before the first slash is compared with the registry alone, so
 * that no registry can be imitated by a path; without a slash the whole is compared. Without a tag
 * it stands for every tag, and for no digest.
 */
public record NamePattern(String text) {
  /** No image has a longer name. */
  public static final int LONGEST = 512;

  private static final Pattern CHARACTERS = Pattern.compile("[A-Za-z0-9._:/@*\\[\\]-]+");

  /**
   * @throws redoubt.core.Failure {@code admission.bad-policy}
   */
  public NamePattern {
    if (text.length() > LONGEST || !CHARACTERS.matcher(text).matches()) {
      throw AdmissionFailures.badPolicy(
          "An entry of repositories has a name that no image can have: up to "
              + LONGEST
              + " letters, digits and . _ : / @ - with * for any characters.");
    }
  }

  /** Whether it is the name of images itself, without {@code *}. */
  public boolean isExact() {
    return text.indexOf('*') < 0;
  }

  /** Whether it says a digest, or a part of one. */
  boolean isOfDigest() {
    return text.indexOf('@') >= 0;
  }

  /** Characters besides {@code *}: of two that match, the one with more says more. */
  public int weight() {
    return (int) text.chars().filter(one -> one != '*').count();
  }

  /** Whether it stands for an image that is written so. */
  public boolean matches(String image) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return matchesAnyTag(text, image);
    }
    int end = image.indexOf('/');
    return end >= 0
        && Glob.matches(text.substring(0, slash), image.substring(0, end))
        && matchesAnyTag(text.substring(slash + 1), image.substring(end + 1));
  }

  private static boolean matchesAnyTag(String pattern, String name) {
    return Glob.matches(pattern, name) || Glob.matches(pattern + ":*", name);
  }

  /** The registry that all images of it are of, where it says one; empty where it has a star. */
  String registry() {
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    return first.indexOf('*') < 0 ? first : "";
  }

  @Override
  public String toString() {
    return text;
  }
}
