package redoubt.registry;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The first part of the names of a tenant's repositories.
 *
 * @param instance the tenant
 * @param anonymousPull whether everybody may pull
 * @param immutableTags tags that are neither moved nor deleted
 * @param mirrored whether its images are those of another registry
 */
public record Namespace(
    String name,
    String instance,
    boolean anonymousPull,
    TagPatterns immutableTags,
    boolean mirrored,
    Instant createdAt,
    String createdBy) {
  private static final Pattern NAME =
      Pattern.compile("(?=.{4,30}$)[a-z0-9]+(?:(?:_|__|-+)[a-z0-9]+)*+");

  /**
   * 4 to 30 lower-case letters, digits, dashes and underscores, beginning and ending with a letter
   * or digit, and a part of a repository's name.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
