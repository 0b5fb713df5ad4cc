package redoubt.signatures.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A chain of roots is looked at once. */
final class RootChainsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final TufRepo repo = TufRepo.of("host/team/app", NOW);
  private final RootChains chains = new RootChains(100);

  private boolean holds(Instant at, Runnable alive) {
    return TufVerifier.verify(repo.files(), new Pin.FirstSeen(), at, alive, chains)
        .chain()
        .isPassed();
  }

  private boolean holds() {
    return holds(NOW, () -> {});
  }

  private void rotate() {
    TufMaker.Pair old = repo.root;
    TufMaker.Pair fresh = TufMaker.root(repo.gun, NOW);
    repo.version++;
    repo.rotate(fresh, old, fresh);
  }

  @Test
  void rootsOnTheWayToTheNewestAreLookedAtOnce() {
    for (int i = 0; i < 5; i++) {
      rotate();
    }
    assertThat(holds()).isTrue();
    assertThat(chains.looks()).as("all but the newest").isEqualTo(5);
    assertThat(holds()).isTrue();
    assertThat(chains.looks()).isEqualTo(5);
    rotate();
    assertThat(holds()).isTrue();
    assertThat(chains.looks()).as("what was the newest is on the way by now").isEqualTo(6);
  }

  @Test
  void theNewestIsLookedAtEachTime() {
    rotate();
    assertThat(holds()).isTrue();
    assertThat(holds(NOW.plus(Duration.ofDays(400)), () -> {})).as("it has expired").isFalse();
    TufMaker.Pair another = TufMaker.root(repo.gun, NOW);
    repo.roots.set(1, repo.rootFile(another));
    assertThat(holds()).as("somebody else signed it").isFalse();
  }

  @Test
  void whatIsChangedOnTheWayIsLookedAt() {
    rotate();
    rotate();
    assertThat(holds()).isTrue();
    byte[] good = repo.roots.get(1);
    repo.roots.set(1, TufMaker.sign(repo.rootText(2), TufMaker.root(repo.gun, NOW)));
    assertThat(holds()).isFalse();
    long before = chains.looks();
    assertThat(holds()).isFalse();
    assertThat(chains.looks()).as("what does not hold is not kept").isGreaterThan(before);
    repo.roots.set(1, good);
    assertThat(holds()).isTrue();
  }

  @Test
  void whatFollowsOneRootFollowsNoOther() {
    TufMaker.Pair first = repo.root;
    rotate();
    rotate();
    assertThat(holds()).isTrue();
    TufRepo another = TufRepo.of(repo.gun, NOW);
    repo.roots.set(0, another.roots.getFirst());
    assertThat(another.root).isNotEqualTo(first);
    assertThat(holds()).isFalse();
  }

  @Test
  void whoIsCutOffGoesOnWhereHeWas() {
    for (int i = 0; i < 5; i++) {
      rotate();
    }
    int[] left = {3};
    Runnable alive =
        () -> {
          if (left[0]-- == 0) {
            throw new IllegalStateException("too long");
          }
        };
    try {
      assertThat(holds(NOW, alive)).isFalse();
    } catch (IllegalStateException e) {
      assertThat(chains.looks()).isEqualTo(3);
    }
    assertThat(holds()).isTrue();
    assertThat(chains.looks()).isEqualTo(5);
  }
}
