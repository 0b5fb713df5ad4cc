package redoubt.core;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses may be connected to when somebody else names them. To be asked of the very
 * address that is connected to: a name may lead elsewhere a moment later.
 */
public enum Outward {
  /** Wherever: who names the address is who runs the program. */
  ANYWHERE,
  /** Other machines and this one, but not where machines ask for their own credentials. */
  THIS_MACHINE_TOO,
  /** Other machines, private networks included, but not the loopback address. */
  OTHER_MACHINES,
  /** Other machines, and none in private networks. */
  PUBLIC_MACHINES;

  /** Where clouds answer machines outside of the link-local networks. */
  private static final Set<String> METADATA =
      Set.of(
          "100.100.100.200",
          "168.63.129.16",
          "192.0.0.192",
          "fd00:ec2:0:0:0:0:0:254",
          "fd20:ce:0:0:0:0:0:254");

  /** Whether an address may be connected to. */
  public boolean allows(InetAddress address) {
    return switch (this) {
      case ANYWHERE -> true;
      case THIS_MACHINE_TOO -> isServers(address);
      case OTHER_MACHINES -> isServers(address) && !isHere(address);
      case PUBLIC_MACHINES -> isServers(address) && !isHere(address) && !isPrivate(address);
    };
  }

  private static boolean isHere(InetAddress address) {
    return address.isLoopbackAddress() || inside(address).filter(Outward::isHere).isPresent();
  }

  /** RFC 1918, RFC 6598 (100.64.0.0/10), RFC 4193 (fc00::/7), RFC 3879 (fec0::/10). */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean own =
        switch (address) {
          case Inet4Address _ -> (bytes[0] & 0xFF) == 100 && (bytes[1] & 0xC0) == 64;
          case Inet6Address _ -> (bytes[0] & 0xFE) == 0xFC;
          default -> true;
        };
    return own
        || address.isSiteLocalAddress()
        || inside(address).filter(Outward::isPrivate).isPresent();
  }

  /** Whether an address is of this machine or of a private network. */
  public static boolean isNear(InetAddress address) {
    return isHere(address) || isPrivate(address);
  }

  private static boolean isServers(InetAddress address) {
    boolean odd =
        address.isLinkLocalAddress()
            || address.isMulticastAddress()
            || address.isAnyLocalAddress()
            || isReserved(address)
            || METADATA.contains(address.getHostAddress().replaceFirst("%.*", ""));
    return !odd && inside(address).map(Outward::isServers).orElse(true);
  }

  /**
   * RFC 6890: 0.0.0.0/8 is this network, 240.0.0.0/4 of no use. Teredo and the NAT64 of RFC 8215,
   * whose prefix may have several lengths, hide where they lead.
   */
  private static boolean isReserved(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> bytes[0] == 0 || (bytes[0] & 0xF0) == 0xF0;
      case Inet6Address _ ->
          begins(bytes, 0x20, 0x01, 0, 0) || begins(bytes, 0, 0x64, 0xff, 0x9b, 0, 1);
      default -> true;
    };
  }

  /** The IPv4 address that an IPv6 one leads to: RFC 6052 (NAT64), RFC 3056 (6to4), RFC 4291. */
  private static Optional<InetAddress> inside(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    if (begins(bytes, 0x20, 0x02)) {
      return Optional.of(ipv4(bytes, 2));
    }
    boolean compatible = begins(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    boolean translated = begins(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    return compatible || translated ? Optional.of(ipv4(bytes, 12)) : Optional.empty();
  }

  private static boolean begins(byte[] bytes, int... beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if ((bytes[i] & 0xFF) != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress ipv4(byte[] bytes, int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
