package redoubt.registry.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;

/**
 * Name of a collection of signed tags ("globally unique name"): a repository, or one with the host
 * before it under which its users know this registry.
 *
 * @param text as it is written
 * @param repository without the host
 */
public record Gun(String text, RepositoryName repository) {
  /** This machine, whichever of its listeners was meant. */
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Reads a name. As in names of images, what is before the first slash is a host if it has a dot
   * or a colon, or is {@code localhost}.
   *
   * @param origin how the client reached the server, as {@link redoubt.web.Request#origin} has it
   * @throws Failure {@code oci.bad-name}; {@code registry.trust.foreign-host} when the host is
   *     neither that by which the client reached the server nor this machine
   */
  public static Gun parse(String text, Optional<String> origin) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    if (!isHost(first)) {
      return new Gun(text, new RepositoryName(text));
    }
    String host = withoutPort(first);
    boolean ours =
        LOOPBACK.contains(host)
            || origin
                .map(reached -> withoutPort(reached.replaceFirst("^https?://", "")))
                .filter(host::equals)
                .isPresent();
    if (!ours) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.trust.foreign-host",
          "The name is of another registry than this one.",
          "Name the image as you reach this registry, or name its trust server.");
    }
    return new Gun(text, new RepositoryName(text.substring(slash + 1)));
  }

  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  /** One spelling for a host, whatever its port. */
  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
  }
}
