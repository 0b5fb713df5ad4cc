package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.testkit.MovableClock;

final class LoginBrakeTest {
  private static final Optional<String> KEY = Optional.of("key");
  private static final Optional<String> NO_KEY = Optional.empty();

  private final MovableClock clock = MovableClock.atNoon();
  private final LoginBrake brake = new LoginBrake(clock);

  private void fail(int times, String address, Optional<String> key) {
    for (int i = 0; i < times; i++) {
      brake.check(address, key);
      brake.failed(address, key);
    }
  }

  private void barred(String address, Optional<String> key, int seconds) {
    assertThatThrownBy(() -> brake.check(address, key))
        .isInstanceOfSatisfying(
            LoginBarred.class,
            barred -> assertThat(barred.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
  }

  private void free(String address, Optional<String> key) {
    assertThatCode(() -> brake.check(address, key)).doesNotThrowAnyException();
  }

  @Test
  void anAddressIsBarredAfterTwentyFailures() {
    fail(20, "192.0.2.1", NO_KEY);
    barred("192.0.2.1", NO_KEY, 3);
    barred("192.0.2.1", KEY, 3);
    free("192.0.2.2", NO_KEY);
  }

  @Test
  void anAddressGetsOneMoreTryEveryThreeSeconds() {
    fail(20, "192.0.2.1", NO_KEY);
    clock.advance(Duration.ofSeconds(3));
    fail(1, "192.0.2.1", NO_KEY);
    barred("192.0.2.1", NO_KEY, 3);
  }

  @Test
  void aKeyIsBarredAfterTenFailuresFromAnywhere() {
    for (int i = 0; i < 10; i++) {
      fail(1, "192.0.2." + i, KEY);
    }
    barred("198.51.100.1", KEY, 6);
    free("198.51.100.1", Optional.of("another"));
  }

  @Test
  void aKeyThatSignedInWellFromAnAddressIsNotHeldBackThereByOthers() {
    brake.succeeded("192.0.2.1", "key");
    fail(10, "198.51.100.1", KEY);
    barred("198.51.100.1", KEY, 6);
    fail(20, "192.0.2.1", NO_KEY);
    free("192.0.2.1", KEY);
  }

  @Test
  void aWrongSecretEndsThatTrust() {
    brake.succeeded("192.0.2.1", "key");
    fail(10, "192.0.2.1", KEY);
    barred("192.0.2.1", KEY, 6);
  }

  @Test
  void theAddressesOfAnIpv6NetworkCountAsOne() {
    fail(10, "2001:db8:1:2::1", NO_KEY);
    fail(10, "2001:db8:1:2:ffff::9", NO_KEY);
    barred("2001:db8:1:2:aaaa::3", NO_KEY, 3);
    free("2001:db8:1:3::1", NO_KEY);
  }

  @Test
  void aClockThatIsSetBackDoesNotLengthenTheWait() {
    fail(20, "192.0.2.1", NO_KEY);
    clock.advance(Duration.ofDays(-30));
    barred("192.0.2.1", NO_KEY, 3);
    clock.advance(Duration.ofSeconds(3));
    free("192.0.2.1", NO_KEY);
  }

  @Test
  void manyAddressesDoNotFillTheMemory() {
    for (int i = 0; i < 50_000; i++) {
      brake.failed("10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255), NO_KEY);
    }
    assertThat(brake.remembered()).isEqualTo(10_000);
  }
}
