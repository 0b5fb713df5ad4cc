package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

class LedgerTest {
  @AutoClose private final House house = new House();

  @Test
  void anEmptyLogIsIntactAndHasAHead() {
    assertThat(house.verify().passed()).isTrue();
    assertThat(house.ledger.head().size()).isZero();
  }

  @Test
  void whatWasAppendedIsListedNewestFirst() {
    EntryId first = house.ledger.append(house.entry("a", "one"));
    EntryId second = house.ledger.append(house.entry("b", "two"));
    LedgerPage page = house.ledger.entries(EntryFilter.ALL, Optional.empty(), 10);
    assertThat(page.entries()).extracting(Recorded::id).containsExactly(second, first);
    assertThat(page.entries().getFirst().entry()).isEqualTo(house.entry("b", "two"));
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aTenantIsShownItsOwnEntriesOnly() {
    house.withLeaves(20);
    LedgerPage page = house.ledger.entries(EntryFilter.ofTenant("b"), Optional.empty(), 500);
    assertThat(page.entries()).isNotEmpty().allMatch(one -> one.entry().tenant().equals("b"));
  }

  @Test
  void pagesOfAListJoinWithoutGapOrRepetition() {
    house.withLeaves(30);
    List<EntryId> whole = ids(house.ledger.entries(EntryFilter.ALL, Optional.empty(), 500));
    List<EntryId> joined = new java.util.ArrayList<>();
    Optional<EntryId> before = Optional.empty();
    do {
      LedgerPage page = house.ledger.entries(EntryFilter.ALL, before, 7);
      joined.addAll(ids(page));
      before = page.next();
    } while (before.isPresent());
    assertThat(joined).isEqualTo(whole).hasSize(90).doesNotHaveDuplicates();
  }

  @Test
  void filtersLetOnlyMatchingEntriesPass() {
    house.withLeaves(20);
    house.ledger.append(
        Entry.refused(
            house.clock.instant(), "a", "u", "kms.secrets.wrap", "key-1", "web.forbidden"));
    EntryFilter filter =
        new EntryFilter(
            Optional.of("a"),
            Optional.of("kms.secrets.wrap"),
            Optional.of("key-1"),
            Optional.of("web.forbidden"));
    assertThat(house.ledger.entries(filter, Optional.empty(), 10).entries()).hasSize(1);
  }

  @Test
  void entriesOfATransactionThatIsRolledBackAreNotInTheLog() {
    assertThatThrownBy(() ->
            house.database.transaction(handle -> {
              house.ledger.append(handle, List.of(house.entry("a", "one")));
              throw new IllegalStateException("changed my mind");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(house.ledger.head().size()).isZero();
    assertThat(house.verify().passed()).isTrue();
  }

  @Test
  void timesNeverGoBackwardsAlthoughTheClockDoes() {
    house.ledger.append(house.entry("a", "one"));
    house.clock.advance(Duration.ofDays(-300));
    house.ledger.append(house.entry("a", "two"));
    house.clock.advance(Duration.ofDays(900));
    house.ledger.append(house.entry("a", "three"));
    List<Recorded> entries =
        house.ledger.entries(EntryFilter.ALL, Optional.empty(), 10).entries().reversed();
    assertThat(entries).extracting(Recorded::recordedAt).isSorted();
    assertThat(house.verify().passed()).isTrue();
  }

  @Test
  void twoServersWriteOneOrder() throws Exception {
    try (Ledger other = house.open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<EntryId>> calls =
          IntStream.range(0, 400)
              .<Callable<EntryId>>mapToObj(
                  i -> () -> (i % 2 == 0 ? house.ledger : other).append(house.entry("a", "k" + i)))
              .toList();
      Set<EntryId> ids = new HashSet<>();
      for (Future<EntryId> one : callers.invokeAll(calls)) {
        ids.add(one.get());
      }
      assertThat(ids).hasSize(400);
    }
    Verification verification = house.verify();
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.entries()).isEqualTo(400);
  }

  @Test
  void callersThatComeAtTheSameTimeShareLeaves() throws Exception {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.invokeAll(
          IntStream.range(0, 1000)
              .<Callable<EntryId>>mapToObj(
                  i -> () -> house.ledger.append(house.entry("a", "k" + i)))
              .toList());
    }
    assertThat(house.verify().entries()).isEqualTo(1000);
    assertThat(house.ledger.head().size()).isLessThan(500);
  }

  @Test
  void strangeTextsAreKeptOrCutButNeverLost() {
    Entry strange =
        new Entry(
            house.clock.instant(),
            "a",
            "\"\\\n\u0001😀",
            "x".repeat(500),
            "nul \0 lone \ud800 high",
            "ok",
            new java.util.TreeMap<>(Map.of("d", "\t" + "é".repeat(3000))));
    house.ledger.append(strange);
    assertThat(
            house.ledger.entries(EntryFilter.ALL, Optional.empty(), 1).entries().getFirst().entry())
        .isEqualTo(strange);
    assertThat(house.verify().findings()).isEmpty();
  }

  @Test
  void aHeadIsSignedOnceForEachSize() {
    house.withLeaves(3);
    SignedHead first = house.ledger.head();
    house.clock.advance(Duration.ofHours(1));
    assertThat(house.ledger.head()).isEqualTo(first);
    house.withLeaves(1);
    assertThat(house.ledger.head().size()).isEqualTo(4);
  }

  @Test
  void theKeyAndTheOriginSurviveARestart() {
    SignedHead before = house.ledger.head();
    house.restart();
    house.withLeaves(1);
    assertThat(house.ledger.head().publicKey()).isEqualTo(before.publicKey());
    assertThat(house.ledger.head().origin()).isEqualTo(before.origin());
  }

  @Test
  void nothingIsAppendedToALogThatDoesNotHoldWhatWasSigned() {
    house.withLeaves(5);
    house.ledger.head();
    house.database.transaction(
        handle -> handle.execute("update ledger.node set hash = sha256(hash) where level = 2"));
    house.restart();
    assertThat(house.ledger.tampering()).isPresent();
    assertThatThrownBy(() -> house.ledger.append(house.entry("a", "one")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("ledger.tampered"));
    assertThatThrownBy(() -> house.withLeaves(1)).isInstanceOf(Failure.class);
  }

  @Test
  void appendsFailClearlyWhileTheDatabaseIsAwayAndWorkWhenItIsBack() {
    house.testDatabase.goAway();
    assertThatThrownBy(() -> house.ledger.append(house.entry("a", "one")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.unavailable"));
    house.testDatabase.comeBack();
    redoubt.testkit.Await.until(
        Duration.ofSeconds(20),
        "the ledger appends again",
        () -> house.ledger.append(house.entry("a", "two")).leaf() >= 0);
    assertThat(house.verify().findings()).isEmpty();
  }

  @Test
  void nothingIsAppendedAfterTheEnd() {
    house.ledger.close();
    assertThatThrownBy(() -> house.ledger.append(house.entry("a", "one")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("ledger.closed"));
  }

  private static List<EntryId> ids(LedgerPage page) {
    return page.entries().stream().map(Recorded::id).toList();
  }
}
