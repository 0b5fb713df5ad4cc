package redoubt.oci;

import java.util.regex.Pattern;

/** A name that is moved from one manifest of a repository to another. */
public record Tag(String text) {
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /**
   * @throws redoubt.core.Failure {@code oci.bad-tag}
   */
  public Tag {
    if (!TAG.matcher(text).matches()) {
      throw OciFailures.badTag();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
