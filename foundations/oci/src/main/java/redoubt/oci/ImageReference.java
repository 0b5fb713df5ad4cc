package redoubt.oci;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image as docker, podman and Kubernetes read what people write (distribution/reference,
 * "normalized names"): a name without a registry is one of docker.io, and one without a folder
 * there lies in library/.
 *
 * @param registry host with its port if it says one, in the case it was written in
 */
public record ImageReference(
    String registry, RepositoryName repository, Optional<Tag> tag, Optional<Digest> digest) {
  /** Longer ones are none. */
  public static final int LONGEST = 1024;

  private static final String DOCKER = "docker.io";
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
              + "|\\[[0-9a-fA-F:]+])(?::[0-9]+)?");
  private static final Pattern PARTS =
      Pattern.compile("([^@]+?)(?::([\\w][\\w.-]{0,127}))?(?:@([^@]+))?");

  /** What container runtimes take for the id of an image that they have. */
  private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

  /** Empty when it is no name of an image; an id of one that lies on a node is none. */
  public static Optional<ImageReference> parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (text.length() > LONGEST || !parts.matches() || ID.matcher(text).matches()) {
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
            || !host.equals(host.toLowerCase(Locale.ROOT));
    String registry = named && !host.equals("index." + DOCKER) ? host : DOCKER;
    String path = named ? first.substring(slash + 1) : first;
    if (registry.equals(DOCKER) && path.indexOf('/') < 0) {
      path = "library/" + path;
    }
    String said = parts.group(3);
    Optional<Digest> digest = said == null ? Optional.empty() : Digest.tryParse(said);
    Optional<RepositoryName> repository = RepositoryName.tryParse(path);
    if (!REGISTRY.matcher(registry).matches()
        || repository.isEmpty()
        || (said != null && digest.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageReference(
            registry, repository.get(), Optional.ofNullable(parts.group(2)).map(Tag::new), digest));
  }

  /** Registry and repository. */
  public String name() {
    return registry + "/" + repository;
  }

  /** Neither a tag nor a digest says which image of the repository is meant. */
  public boolean isNameOnly() {
    return tag.isEmpty() && digest.isEmpty();
  }

  /**
   * As it is meant: the registry in lower case, since DNS knows no case, and {@code latest} where
   * nothing else is said.
   */
  public ImageReference normal() {
    return new ImageReference(
        registry.toLowerCase(Locale.ROOT),
        repository,
        isNameOnly() ? Optional.of(new Tag("latest")) : tag,
        digest);
  }

  /** The same image with this digest, which keeps its tag for readers. */
  public ImageReference at(Digest exactly) {
    return new ImageReference(registry, repository, tag, Optional.of(exactly));
  }

  /** The same name without its digest: what its tag means at the moment. */
  public ImageReference untied() {
    return new ImageReference(registry, repository, tag, Optional.empty());
  }

  /** In full: {@code docker.io/library/nginx:1.29@sha256:…}. */
  @Override
  public String toString() {
    return name() + tag.map(one -> ":" + one).orElse("") + digest.map(one -> "@" + one).orElse("");
  }
}
