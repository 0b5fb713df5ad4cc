package redoubt.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which entries to list; an empty field lets all pass. */
public record EntryFilter(
    Optional<String> tenant,
    Optional<String> action,
    Optional<String> target,
    Optional<String> outcome) {
  public static final EntryFilter ALL =
      new EntryFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public static EntryFilter ofTenant(String tenant) {
    return new EntryFilter(
        Optional.of(tenant), Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean accepts(Entry entry) {
    return tenant.map(entry.tenant()::equals).orElse(true)
        && action.map(entry.action()::equals).orElse(true)
        && target.map(entry.target()::equals).orElse(true)
        && outcome.map(entry.outcome()::equals).orElse(true);
  }

  /** What a page must be filed under to hold such entries. */
  List<String> subjects() {
    List<String> subjects = new ArrayList<>();
    action.map(PageCodec::action).ifPresent(subjects::add);
    target.map(PageCodec::target).ifPresent(subjects::add);
    outcome.map(PageCodec::outcome).ifPresent(subjects::add);
    return subjects;
  }
}
