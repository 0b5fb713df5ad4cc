package redoubt.seal;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names a sealed secret, and is bound into it: a secret moved to another name does not open. Read
 * as a path, for example {@code keys/TENANT/KEY/VERSION}.
 */
public record SecretName(List<String> parts) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  public SecretName {
    parts = List.copyOf(parts);
    if (parts.size() < 2 || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
      throw new IllegalArgumentException("not a secret's name: " + parts);
    }
  }

  public static SecretName of(String room, String... parts) {
    return new SecretName(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(room), java.util.Arrays.stream(parts))
            .toList());
  }

  public String path() {
    return String.join("/", parts);
  }

  @Override
  public String toString() {
    return path();
  }
}
