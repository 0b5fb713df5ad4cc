package redoubt.signatures.foreign;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.client.ImageName;
import redoubt.signatures.SignatureFailures;

/**
 * A repository of another registry, as its users call it: {@code ghcr.io/acme/app}, {@code
 * docker.io/library/nginx}, {@code registry.acme.test:5000/app}.
 *
 * @param host with its port if it says one; Docker Hub is {@code docker.io}
 * @param path of the repository in that registry
 */
public record ForeignName(String host, RepositoryName path) {
  private static final String HUB = "docker.io";
  private static final String OFFICIAL = HUB + "/library/";
  private static final String HUBS_REGISTRY = "registry-1.docker.io";

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
  private static final String LAST = "[a-z](?:[a-z0-9-]*[a-z0-9])?";
  private static final String NUMBER = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final String ADDRESS = NUMBER + "(?:\\." + NUMBER + "){3}";

  /**
   * Hosts of one label alone have to say a port, so that none is taken for a namespace; no domain
   * of the top begins with a digit.
   */
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.*[.:])(?:(?:" + LABEL + "\\.)*" + LAST + "|" + ADDRESS + ")(?::[0-9]{1,5})?");

  /** RFC 1122, RFC 4291 and RFC 6761, and how systems call it in their lists of hosts. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?i)(?:(?:.*\\.)?localhost(?:\\.localdomain)?|127(?:\\.[0-9]{1,3}){3}|0\\.0\\.0\\.0"
              + "|\\[[0:]*:0*1?]|\\[::ffff:127(?:\\.[0-9]{1,3}){3}])(?::[0-9]+)?");

  private static final Pattern PORT = Pattern.compile("(.*)\\.([0-9]{1,5})");

  /**
   * @throws Failure {@code signatures.bad-foreign-name}
   */
  public ForeignName {
    if (!HOST.matcher(host).matches() || host.length() + path.text().length() >= 255) {
      throw SignatureFailures.badForeignName();
    }
  }

  /** What a workload names: a repository, and a tag or a digest in it. */
  public record Image(ForeignName name, Reference reference) {
    /** As {@code docker} and Kubernetes call it in full. */
    public String text() {
      return name.text() + (reference instanceof Reference.ByTag ? ":" : "@") + reference;
    }
  }

  /**
   * As Kubernetes reads an image's name: without a registry it is Docker Hub's, with neither tag
   * nor digest it is {@code latest}, and of both the digest counts. Empty when it is none that can
   * be asked for, such as one of a registry with an IPv6 address.
   */
  public static Optional<Image> parse(String text) {
    try {
      int slash = text.indexOf('/');
      String first = slash < 0 ? "" : text.substring(0, slash);
      boolean saysHost = first.matches(".*[.:\\p{Lu}].*") || first.equals("localhost");
      ImageName named = ImageName.parse(saysHost ? text : HUB + "/" + text);
      String host = named.host().equals(HUBS_REGISTRY) ? HUB : named.host();
      return Optional.of(new Image(new ForeignName(host, named.repository()), named.reference()));
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  /** The one that has this key. */
  public static ForeignName of(RepositoryName key) {
    String first = key.first();
    var port = PORT.matcher(first);
    String host =
        port.matches() && !first.matches(ADDRESS) ? port.group(1) + ":" + port.group(2) : first;
    return new ForeignName(host, new RepositoryName(key.text().substring(first.length() + 1)));
  }

  /**
   * A name that no repository of a namespace has, since its first part has a dot: a colon before a
   * port is written as one, which no other host has, as no domain of the top is a number.
   */
  public RepositoryName key() {
    return new RepositoryName(host.replace(':', '.') + "/" + path);
  }

  /** With its registry. */
  public String text() {
    return host + "/" + path;
  }

  /** Its registry is what each machine calls itself. */
  public boolean isOfNode() {
    return isOfNode(host + "/");
  }

  /** The same of an image as workloads write it, also of one that is no name here. */
  public static boolean isOfNode(String image) {
    int slash = image.indexOf('/');
    return slash > 0 && LOOPBACK.matcher(image.substring(0, slash)).matches();
  }

  /** Where its registry is. */
  public URI registry() {
    String at = host.equals(HUB) ? HUBS_REGISTRY : host;
    boolean here = at.matches("(?:localhost|127(?:\\.[0-9]{1,3}){3}):[0-9]+");
    return URI.create((here ? "http://" : "https://") + at);
  }

  /**
   * Whether it is that repository or registry, or lies below it; {@code docker.io/nginx} is {@code
   * docker.io/library/nginx} too.
   */
  public boolean isUnder(String prefix) {
    String text = text();
    return isUnder(text, prefix)
        || (text.startsWith(OFFICIAL)
            && isUnder(HUB + "/" + text.substring(OFFICIAL.length()), prefix));
  }

  private static boolean isUnder(String text, String prefix) {
    return text.equals(prefix) || text.startsWith(prefix + "/");
  }
}
