package redoubt.encryption.outward;

import java.net.InetAddress;
import java.net.URI;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.core.Outward;

/** A tenant named an address that this server does not connect to. */
public final class AddressRefused extends Failure {
  private static final long serialVersionUID = 1;

  public AddressRefused() {
    super(
        Kind.FORBIDDEN,
        "encryption.address-refused",
        "The name leads to an address that this server does not connect to.",
        "Name an address in the cluster's network; loopback addresses take redoubt up"
            + " --reach-loopback true.");
  }

  /**
   * Looks at addresses only; where a name leads is to be asked when it is connected to.
   *
   * @throws AddressRefused when one of them is none that may be connected to
   */
  public static void unlessAllowed(Outward outward, Stream<URI> all) {
    if (!all.allMatch(uri -> mayBeAllowed(outward, uri.getHost()))) {
      throw new AddressRefused();
    }
  }

  private static boolean mayBeAllowed(Outward outward, String host) {
    try {
      return outward.allows(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")));
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
