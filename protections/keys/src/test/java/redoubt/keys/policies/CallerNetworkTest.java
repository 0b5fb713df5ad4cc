package redoubt.keys.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerNetworkTest {
  private static InstancePolicy policy(PolicyKind kind, boolean enabled, PolicyRule rule) {
    return new InstancePolicy(kind, enabled, rule, Instant.EPOCH, "u", Instant.EPOCH, "u");
  }

  private static InstancePolicy allowed(boolean enabled, String... blocks) {
    return policy(
        PolicyKind.ALLOWED_IP,
        enabled,
        new PolicyRule.Addresses(
            Arrays.stream(blocks).map(block -> Cidr.parse(block).orElseThrow()).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.77/24, 192.0.2.1, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "fe80::/10, fe80::1%eth0, true",
    "192.0.2.0/24, ::ffff:192.0.2.9, true",
    "::ffff:192.0.2.0/120, 192.0.2.9, true",
    "::ffff:192.0.2.0/120, 192.0.3.9, false",
    "192.0.2.0/24, [::1], false",
    "192.0.2.0/24, localhost, false"
  })
  void aBlockHasTheAddressesThatShareItsPrefix(String block, String address, boolean inside) {
    assertThat(Cidr.parse(block).orElseThrow().contains(address)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/",
        "192.0.2.0/024",
        "192.0.2/24",
        "192.0.2.256/24",
        "192.0.02.1",
        "2001:db8::/129",
        "example.org",
        "localhost",
        "1",
        "::ffff:192.0.2.0/24",
        "192.0.2.0/24/24",
        "12345::"
      })
  void whatIsNoBlockIsRefused(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void onlyListedAddressesGetInWhileThePolicyIsOn() {
    assertThat(CallerNetwork.admits(List.of(allowed(true, "192.0.2.0/24")), "192.0.2.9")).isTrue();
    assertThat(CallerNetwork.admits(List.of(allowed(true, "192.0.2.0/24")), "127.0.0.1")).isFalse();
    assertThat(CallerNetwork.admits(List.of(allowed(false, "192.0.2.0/24")), "127.0.0.1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,true",
    "10.1.2.3,true",
    "172.16.0.1,true",
    "172.32.0.1,false",
    "192.168.1.1,true",
    "169.254.1.1,true",
    "::1,true",
    "fd00::1,true",
    "fe80::1,true",
    "203.0.113.7,false",
    "2001:db8::1,false",
    "::ffff:10.0.0.1,true",
    "garbage,false"
  })
  void privateOnlyAdmitsPrivateSourcesOnly(String address, boolean admitted) {
    List<InstancePolicy> privateOnly =
        List.of(policy(PolicyKind.ALLOWED_NETWORK, true, new PolicyRule.Network(true)));
    List<InstancePolicy> both =
        List.of(policy(PolicyKind.ALLOWED_NETWORK, true, new PolicyRule.Network(false)));

    assertThat(CallerNetwork.admits(privateOnly, address)).isEqualTo(admitted);
    assertThat(CallerNetwork.admits(both, address)).isTrue();
  }

  @Test
  void allPoliciesMustAgree() {
    List<InstancePolicy> policies =
        List.of(
            allowed(true, "203.0.113.0/24", "10.0.0.0/8"),
            policy(PolicyKind.ALLOWED_NETWORK, true, new PolicyRule.Network(true)));

    assertThat(CallerNetwork.admits(policies, "10.0.0.1")).isTrue();
    assertThat(CallerNetwork.admits(policies, "203.0.113.1")).isFalse();
    assertThat(CallerNetwork.admits(policies, "192.168.0.1")).isFalse();
  }

  @Test
  void creationAndImportAreJudgedApart() {
    PolicyRule.CreateImport noImports =
        new PolicyRule.CreateImport(true, false, false, true, false);

    assertThat(noImports.admits(true, false, false)).isTrue();
    assertThat(noImports.admits(false, false, false)).isFalse();
    assertThat(noImports.admits(true, true, true)).isFalse();
    assertThat(noImports.admits(false, true, false)).isTrue();
  }

  @Test
  void anEnforcedTokenIsAskedOfImportsAndOfNothingElse() {
    PolicyRule.CreateImport enforced = new PolicyRule.CreateImport(true, true, true, true, true);

    assertThat(enforced.admits(true, true, false)).isFalse();
    assertThat(enforced.admits(true, true, true)).isTrue();
    assertThat(enforced.admits(true, false, false)).isTrue();
    assertThat(enforced.admitsMaterial(false)).isFalse();
  }
}
