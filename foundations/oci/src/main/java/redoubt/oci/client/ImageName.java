package redoubt.oci.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;

/**
 * An image as people write it: {@code HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]}. {@code docker.io} is
 * Docker Hub, where a repository without a slash lies in {@code library}.
 *
 * @param host with its port, as it was written, in lower case
 */
public record ImageName(String host, RepositoryName repository, Reference reference) {
  private static final String HUB = "docker.io";
  private static final String HUBS_REGISTRY = "registry-1.docker.io";

  /**
   * @throws redoubt.core.Failure {@code oci.bad-image}, {@code oci.bad-name}, {@code oci.bad-tag},
   *     {@code oci.bad-digest}
   */
  public static ImageName parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      throw ClientFailures.badImage();
    }
    String host = text.substring(0, slash).toLowerCase(Locale.ROOT);
    if (!host.matches("([a-z0-9.-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?") || !isAuthority(host)) {
      throw ClientFailures.badImage();
    }
    String rest = text.substring(slash + 1);
    int at = rest.indexOf('@');
    Optional<Digest> digest =
        at < 0 ? Optional.empty() : Optional.of(Digest.parse(rest.substring(at + 1)));
    String named = at < 0 ? rest : rest.substring(0, at);
    int colon = named.lastIndexOf(':');
    String path = colon < 0 ? named : named.substring(0, colon);
    Tag tag = new Tag(colon < 0 ? "latest" : named.substring(colon + 1));
    boolean hub = host.equals(HUB) || host.equals("index." + HUB);
    return new ImageName(
        hub ? HUBS_REGISTRY : host,
        new RepositoryName(hub && path.indexOf('/') < 0 ? "library/" + path : path),
        digest.<Reference>map(Reference.ByDigest::new).orElseGet(() -> new Reference.ByTag(tag)));
  }

  /** Whether URLs may have it, which has to be asked of IPv6 addresses alone. */
  private static boolean isAuthority(String host) {
    try {
      return new URI("https://" + host).getAuthority().equals(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Where its registry is. */
  public URI registry(boolean plain) {
    return URI.create((plain ? "http://" : "https://") + host);
  }

  @Override
  public String toString() {
    return host + "/" + repository + (reference instanceof Reference.ByTag ? ":" : "@") + reference;
  }
}
