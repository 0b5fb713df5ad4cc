package redoubt.keys.listing;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys of an instance a list shows.
 *
 * @param rings only keys in these; empty means in any
 * @param conditions all are fulfilled
 */
public record KeyQuery(
    String tenant,
    Optional<Set<String>> rings,
    List<Condition> conditions,
    Optional<Search> search,
    SortOrder sort) {
  public KeyQuery {
    rings = rings.map(Set::copyOf);
    conditions = List.copyOf(conditions);
  }

  /** Destroyed keys are listed only when they were asked for, by state or by deletion date. */
  public boolean hidesDestroyed() {
    return conditions.stream()
        .noneMatch(condition ->
            condition instanceof Condition.In
                || (condition instanceof Condition.Date date
                    && date.property() == DateProperty.DELETION));
  }
}
