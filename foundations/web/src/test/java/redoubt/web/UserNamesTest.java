package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What users are called stands beside their ids. */
final class UserNamesTest {
  private final List<Set<String>> asked = new ArrayList<>();

  private List<Map<String, Object>> named(List<Map<String, String>> views, String... fields) {
    return UserNames.beside(
        ids -> {
          asked.add(ids);
          return Map.of("1", "ann", "2", "ci");
        },
        views,
        Set.of(fields));
  }

  @Test
  void aNameStandsBesideEachIdAndTheIdStays() {
    assertThat(named(List.of(Map.of("by", "1"), Map.of("by", "2")), "by"))
        .containsExactly(Map.of("by", "1", "byName", "ann"), Map.of("by", "2", "byName", "ci"));
  }

  @Test
  void allViewsAndFieldsAreOneQuestion() {
    assertThat(named(List.of(Map.of("by", "1", "ended", "2"), Map.of("by", "1")), "by", "ended"))
        .hasSize(2);
    assertThat(asked).containsExactly(Set.of("1", "2"));
  }

  @Test
  void whoIsGoneHasNoNameAndWhereNobodyIsNobodyIsAskedFor() {
    assertThat(named(List.of(Map.of("by", "operator")), "by"))
        .containsExactly(Map.of("by", "operator"));
    asked.clear();
    assertThat(named(List.of(Map.of("name", "1")), "by")).containsExactly(Map.of("name", "1"));
    assertThat(asked).isEmpty();
  }
}
