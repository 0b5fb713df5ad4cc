package redoubt.keys.policies;

import java.util.List;
import java.util.stream.Stream;

/**
 * From where a call may come. A call from a private network has a source address of this machine
 * (127.0.0.0/8, ::1), of a private network (RFC 1918: 10/8, 172.16/12, 192.168/16; RFC 4193:
 * fc00::/7) or of the link (169.254/16, fe80::/10). The address is that of the TCP connection:
 * headers that proxies add are not looked at.
 */
public final class CallerNetwork {
  private static final List<Cidr> PRIVATE =
      Stream.of(
              "127.0.0.0/8",
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "169.254.0.0/16",
              "::1/128",
              "fc00::/7",
              "fe80::/10")
          .map(block -> Cidr.parse(block).orElseThrow())
          .toList();

  private CallerNetwork() {}

  public static boolean isPrivate(String address) {
    return PRIVATE.stream().anyMatch(block -> block.contains(address));
  }

  /** Whether the policies that are on let a call from the address in. */
  public static boolean admits(List<InstancePolicy> policies, String address) {
    return policies.stream()
        .filter(InstancePolicy::enabled)
        .allMatch(policy ->
            switch (policy.rule()) {
              case PolicyRule.Network network -> !network.privateOnly() || isPrivate(address);
              case PolicyRule.Addresses addresses ->
                  addresses.allowed().stream().anyMatch(block -> block.contains(address));
              case PolicyRule.Plain plain -> true;
              case PolicyRule.CreateImport createImport -> true;
              case PolicyRule.Rotation rotation -> true;
            });
  }
}
