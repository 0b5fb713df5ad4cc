package redoubt.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of a repository in a registry, without the host (OCI distribution specification, "Pulling
 * manifests").
 */
public record RepositoryName(String text) implements Comparable<RepositoryName> {
  private static final int LONGEST = 255;
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
  private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*+");

  /**
   * @throws redoubt.core.Failure {@code oci.bad-name}
   */
  public RepositoryName {
    if (!isName(text)) {
      throw OciFailures.badName();
    }
  }

  /** Empty when it is none. */
  public static Optional<RepositoryName> tryParse(String text) {
    return isName(text) ? Optional.of(new RepositoryName(text)) : Optional.empty();
  }

  private static boolean isName(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }

  /** Its first part. */
  public String first() {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  /** Has more than one part. */
  public boolean isNested() {
    return text.indexOf('/') >= 0;
  }

  @Override
  public int compareTo(RepositoryName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
