package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.testkit.MovableClock;

/** Who may ask which registry when. */
final class PacingTest {
  private final MovableClock clock = MovableClock.atNoon();
  private final Pacing pacing = new Pacing(clock);

  private static Pacing.Way way(String tenant, String host) {
    return new Pacing.Way(tenant, host);
  }

  @Test
  void aTenantWhoseRegistriesHangHoldsUpNoOther() {
    assertThat(pacing.begin(way("a", "one.test"))).isTrue();
    assertThat(pacing.begin(way("a", "one.test"))).isTrue();
    assertThat(pacing.begin(way("a", "one.test"))).isFalse();
    assertThat(pacing.begin(way("a", "two.test"))).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(pacing.begin(way("a", "h" + i + ".test"))).isFalse();
    }
    assertThat(pacing.begin(way("b", "one.test"))).isTrue();
    pacing.end(way("a", "one.test"));
    assertThat(pacing.begin(way("a", "three.test"))).isTrue();
  }

  @Test
  void aRegistryThatDoesNotAnswerRestsForItsTenantAlone() {
    pacing.failed(way("a", "one.test"), Visits.tooSlow());
    assertThat(pacing.begin(way("a", "one.test"))).isFalse();
    assertThat(pacing.until(way("a", "one.test")))
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(pacing.begin(way("b", "one.test"))).isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(pacing.begin(way("a", "one.test"))).isTrue();
  }

  @Test
  void whatARegistryRefusesIsNoReasonToRest() {
    pacing.failed(
        way("a", "one.test"),
        new Failure(Failure.Kind.FORBIDDEN, "oci.registry-denied", "It does not.", "Ask."));
    assertThat(pacing.begin(way("a", "one.test"))).isTrue();
  }
}
