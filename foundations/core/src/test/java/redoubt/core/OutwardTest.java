package redoubt.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are connected to when somebody else names them. */
final class OutwardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "8.8.8.8",
        "fd12::1",
        "2a00::1"
      })
  void otherMachinesAreReachedInPrivateNetworksToo(String address) {
    InetAddress other = InetAddress.ofLiteral(address);
    assertThat(Outward.ANYWHERE.allows(other)).isTrue();
    assertThat(Outward.THIS_MACHINE_TOO.allows(other)).isTrue();
    assertThat(Outward.OTHER_MACHINES.allows(other)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "fe80::1",
        "fe80::a9fe:a9fe",
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0.0.0.1",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:0:a9:fea9:fe00:0",
        "64:ff9b:1::a00:1",
        "2002:a9fe:a9fe::1",
        "2001:0:1::1"
      })
  void whereMachinesAskForCredentialsNobodyIsCalled(String address) {
    InetAddress odd = InetAddress.ofLiteral(address);
    assertThat(Outward.THIS_MACHINE_TOO.allows(odd)).isFalse();
    assertThat(Outward.OTHER_MACHINES.allows(odd)).isFalse();
    assertThat(Outward.ANYWHERE.allows(odd)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1"
      })
  void thisMachineIsReachedOnlyWhereThatIsSaid(String address) {
    InetAddress here = InetAddress.ofLiteral(address);
    assertThat(Outward.OTHER_MACHINES.allows(here)).isFalse();
    assertThat(Outward.THIS_MACHINE_TOO.allows(here)).isTrue();
    assertThat(Outward.PUBLIC_MACHINES.allows(here)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, false",
    "172.31.0.1, false",
    "192.168.1.1, false",
    "100.64.0.1, false",
    "100.128.0.1, true",
    "fd12::1, false",
    "fec0::1, false",
    "::ffff:10.0.0.1, false",
    "64:ff9b::a00:1, false",
    "2002:a00:1::1, false",
    "9.9.9.9, true",
    "2a00::1, true",
    "64:ff9b::909:909, true"
  })
  void publicMachinesAreNoneOfPrivateNetworks(String address, boolean allowed) {
    assertThat(Outward.PUBLIC_MACHINES.allows(InetAddress.ofLiteral(address))).isEqualTo(allowed);
    assertThat(Outward.isNear(InetAddress.ofLiteral(address))).isEqualTo(!allowed);
  }
}
