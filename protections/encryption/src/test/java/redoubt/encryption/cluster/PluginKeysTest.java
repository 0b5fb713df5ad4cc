package redoubt.encryption.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.encryption.PluginAccounts.PluginKey;
import redoubt.encryption.lease.Holder;

/** Which API keys of plugins have been replaced. */
final class PluginKeysTest {
  private static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");
  private static final Duration LONG_AGO = PluginKeys.SILENT.plusDays(1);

  private static PluginKey key(String id, String node, Duration age, boolean used) {
    return new PluginKey(
        id,
        Optional.of(node).filter(named -> !named.isEmpty()),
        NOW.minus(age),
        used ? Optional.of(NOW.minus(age)) : Optional.empty());
  }

  private static PluginKey hours(String id, String node, int age, boolean used) {
    return key(id, node, Duration.ofHours(age), used);
  }

  private static Holder lease(String id, Duration since) {
    return new Holder(id, NOW.minus(since), NOW, 1);
  }

  private static List<String> replaced(String node, PluginKey... keys) {
    return PluginKeys.replaced(
            List.of(keys), Optional.of(node).filter(named -> !named.isEmpty()), NOW)
        .stream()
        .sorted()
        .toList();
  }

  private static List<String> outdated(List<Holder> holders, PluginKey... keys) {
    return PluginKeys.outdated(List.of(keys), holders, NOW).stream().sorted().toList();
  }

  @Test
  void aNewKeyOfANodeTakesThePlaceOfThoseNobodyUsed() {
    assertThat(replaced("cp1", hours("unused", "cp1", 1, false), hours("used", "cp1", 1, true)))
        .containsExactly("unused");
  }

  @Test
  void keysOfOtherNodesStay() {
    assertThat(replaced("cp1", hours("other", "cp2", 40, false), hours("any", "", 40, false)))
        .isEmpty();
  }

  @Test
  void withoutANodeOnlyThoseThatLayAboutForADayGo() {
    assertThat(
            replaced(
                "",
                hours("being-deployed", "", 23, false),
                hours("forgotten", "", 25, false),
                hours("used", "", 25, true)))
        .containsExactly("forgotten");
  }

  @Test
  void theFormerKeyGoesWhenTheNewOneHasTakenOver() {
    PluginKey former = hours("former", "cp1", 50, true);
    PluginKey fresh = hours("fresh", "cp1", 1, true);
    assertThat(outdated(List.of(lease("fresh", Duration.ofMinutes(11))), former, fresh))
        .containsExactly("former");
    assertThat(outdated(List.of(lease("fresh", Duration.ofMinutes(9))), former, fresh)).isEmpty();
    assertThat(outdated(List.of(), former, fresh)).isEmpty();
  }

  @Test
  void aKeyThatHoldsALeaseNeverGoes() {
    PluginKey former = key("former", "cp1", LONG_AGO, true);
    PluginKey fresh = hours("fresh", "cp1", 1, true);
    Duration since = Duration.ofHours(1);
    assertThat(outdated(List.of(lease("fresh", since), lease("former", since)), former, fresh))
        .isEmpty();
  }

  @Test
  void theKeyOfANodeThatIsDownStaysWhileOthersAreInUse() {
    assertThat(
            outdated(
                List.of(lease("b", Duration.ofHours(20))),
                hours("a", "cp1", 50, true),
                hours("b", "cp2", 30, true)))
        .isEmpty();
  }

  @Test
  void whatWasSilentForAMonthGoesUnlessAllAre() {
    PluginKey silent = key("silent", "", LONG_AGO, true);
    PluginKey unused = key("unused", "", LONG_AGO, false);
    PluginKey live = hours("live", "", 1, true);
    assertThat(outdated(List.of(lease("live", Duration.ofMinutes(1))), silent, unused, live))
        .containsExactly("silent", "unused");
    assertThat(outdated(List.of(), silent, unused, live)).isEmpty();
  }
}
