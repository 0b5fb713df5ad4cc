package redoubt.signatures.gpg;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.oci.Digest;

/**
 * A written image name in its full form, as docker and podman understand it: a name without a
 * registry is one of docker.io, and one without a folder there lies in library/.
 *
 * @param name registry and repository
 */
record ImageName(String name, Optional<String> tag, Optional<String> digest) {
  private static final int LONGEST = 1024;
  private static final String DOCKER = "docker.io";
  private static final Pattern REGISTRY =
      Pattern.compile(
          "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
              + "(?::[0-9]+)?");
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+)*+");
  private static final Pattern PARTS =
      Pattern.compile("([^@]+?)(?::([\\w][\\w.-]{0,127}))?(?:@([^@]+))?");

  /** Empty when it is no name. */
  static Optional<ImageName> parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (text.length() > LONGEST || !parts.matches()) {
      return Optional.empty();
    }
    // A port is no tag: what follows a tag has no slash, and a tag follows a slash.
    String first = parts.group(1);
    int slash = first.indexOf('/');
    String host = slash < 0 ? "" : first.substring(0, slash);
    boolean named =
        host.contains(".")
            || host.contains(":")
            || host.equals("localhost")
            || !host.equals(host.toLowerCase(java.util.Locale.ROOT));
    String registry = named ? host : DOCKER;
    if (registry.equals("index.docker.io")) {
      registry = DOCKER;
    }
    String path = named ? first.substring(slash + 1) : first;
    if (registry.equals(DOCKER) && path.indexOf('/') < 0) {
      path = "library/" + path;
    }
    Optional<String> digest = Optional.ofNullable(parts.group(3));
    if (!REGISTRY.matcher(registry).matches()
        || !PATH.matcher(path).matches()
        || digest.map(one -> Digest.tryParse(one).isEmpty()).orElse(false)) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageName(registry + "/" + path, Optional.ofNullable(parts.group(2)), digest));
  }

  /** Neither a tag nor a digest says which image of the repository is meant. */
  boolean isNameOnly() {
    return tag.isEmpty() && digest.isEmpty();
  }
}
