package redoubt.keys.policies;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IPv4 or IPv6 addresses (RFC 4632, RFC 4291). Bits after the prefix do not count, as in
 * {@code 192.0.2.7/24}. An IPv4 address in IPv6 clothes ({@code ::ffff:192.0.2.7}) is the IPv4
 * address.
 */
public record Cidr(String text, Block block) {
  /** Prefix of {@code bits} bits. */
  @SuppressWarnings("ArrayRecordComponent")
  record Block(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      int mask = 0xff << (8 - rest) & 0xff;
      return rest == 0 || (address[whole] & mask) == (other[whole] & mask);
    }
  }

  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

  /** A block or a single address; empty when the text is neither. Looks up no names. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    return address(address)
        .flatMap(bytes -> {
          int most = bytes.length * 8;
          if (slash < 0) {
            return Optional.of(new Cidr(text, new Block(bytes, most)));
          }
          String prefix = text.substring(slash + 1);
          if (!PREFIX.matcher(prefix).matches()) {
            return Optional.empty();
          }
          // A mapped IPv4 address is written with a prefix of 128 bits, of which 96 are fixed.
          int bits = Integer.parseInt(prefix) - (bytes.length == 4 && isIpv6(address) ? 96 : 0);
          return bits < 0 || bits > most
              ? Optional.empty()
              : Optional.of(new Cidr(text, new Block(bytes, bits)));
        });
  }

  /** Whether the address lies in the block; false for a text that is no address. */
  public boolean contains(String address) {
    return address(address).map(block::contains).orElse(false);
  }

  private static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  /** 4 or 16 bytes of an address without a name in it; zone ids and brackets are dropped. */
  private static Optional<byte[]> address(String text) {
    String bare = text;
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    int zone = bare.indexOf('%');
    if (zone >= 0) {
      bare = bare.substring(0, zone);
    }
    boolean four = IPV4.matcher(bare).matches();
    boolean six = !four && bare.indexOf(':') >= 0 && IPV6.matcher(bare).matches();
    if (!four && !six) {
      return Optional.empty();
    }
    if (four
        && Arrays.stream(bare.split("\\.", -1))
            .anyMatch(part -> Integer.parseInt(part) > 255 || part.matches("0\\d+"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
