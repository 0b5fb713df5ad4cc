package redoubt.encryption.census;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.encryption.etcd.Scan;

/**
 * What was found, to be signed and kept as it is.
 *
 * @param at when the reading ended
 * @param groups how many objects there are of each
 * @param opening absent when nobody could open samples
 */
public record Report(
    Instant at,
    Scan source,
    Expectation expectation,
    SortedMap<Group, Long> groups,
    Listing<Offender> offenders,
    Optional<Opening> opening) {

  public Report {
    TreeMap<Group, Long> sorted = new TreeMap<>(Group.ORDER);
    sorted.putAll(groups);
    groups = java.util.Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * Reads what {@link #canonicalJson} wrote, indented or not.
   *
   * @throws redoubt.core.Failure {@code encryption.bad-report} for anything else, also one whose
   *     counts and verdict do not go together
   */
  public static Report parse(JsonNode json) {
    return ReportReader.read(json);
  }

  public long objects() {
    return groups.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Objects of the resources that must be encrypted. */
  public long guarded() {
    return groups.entrySet().stream()
        .filter(entry -> entry.getKey().guarded())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public Verdict verdict() {
    if (offenders.total() > 0) {
      return Verdict.UNPROTECTED;
    }
    if (guarded() == 0) {
      return Verdict.EMPTY;
    }
    return opening.isPresent()
            && (opening.get().failed().total() > 0 || opening.get().unanswered() > 0)
        ? Verdict.UNPROVEN
        : Verdict.PROTECTED;
  }

  /** The report's bytes for signing: see {@link ReportJson}. */
  public byte[] canonicalJson() {
    return ReportJson.bytes(this);
  }
}
