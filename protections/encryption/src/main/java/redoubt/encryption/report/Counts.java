package redoubt.encryption.report;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import redoubt.encryption.bundle.EncryptionConfiguration;
import redoubt.encryption.census.Group;
import redoubt.encryption.census.Opening;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Standing;
import redoubt.encryption.envelope.Envelope;

/**
 * What a report comes to, without a name of an object.
 *
 * @param objects of all resources
 * @param guarded objects of the resources that must be encrypted
 * @param standings those of them by standing; a standing that none has is absent
 * @param needing objects of any resource that only the cluster's root keys open
 * @param byKeyId the same by key_id, as far as they are told apart
 * @param tried samples that were opened, or failed to
 */
public record Counts(
    long objects,
    long guarded,
    Map<Standing, Long> standings,
    long needing,
    SortedMap<String, Long> byKeyId,
    long tried,
    long opened) {
  public Counts {
    EnumMap<Standing, Long> sorted = new EnumMap<>(Standing.class);
    standings.forEach((standing, count) -> {
      if (count > 0) {
        sorted.put(standing, count);
      }
    });
    standings = Collections.unmodifiableMap(sorted);
    byKeyId = Collections.unmodifiableSortedMap(new TreeMap<>(byKeyId));
  }

  /**
   * @param keyIds that the cluster was ever told
   */
  static Counts of(Report report, Set<String> keyIds) {
    EnumMap<Standing, Long> standings = new EnumMap<>(Standing.class);
    TreeMap<String, Long> byKeyId = new TreeMap<>();
    long needing = 0;
    for (Map.Entry<Group, Long> entry : report.groups().entrySet()) {
      Group group = entry.getKey();
      if (group.guarded()) {
        standings.merge(group.standing(), entry.getValue(), Long::sum);
      }
      if (needs(group, keyIds)) {
        needing += entry.getValue();
      }
      if (keyIds.contains(group.envelope().keyId())) {
        byKeyId.merge(group.envelope().keyId(), entry.getValue(), Long::sum);
      }
    }
    return new Counts(
        report.objects(),
        report.guarded(),
        standings,
        needing,
        byKeyId,
        report.opening().map(Opening::tried).orElse(0L),
        report.opening().map(Opening::opened).orElse(0L));
  }

  /**
   * In doubt an object needs the key: one of our provider that is damaged or has no key_id, one
   * that is counted together with others.
   */
  private static boolean needs(Group group, Set<String> keyIds) {
    Envelope envelope = group.envelope();
    return keyIds.contains(envelope.keyId())
        || envelope.provider().equals(EncryptionConfiguration.PROVIDER)
        || envelope.provider().equals(Group.MORE);
  }

  public long of(Standing standing) {
    return standings.getOrDefault(standing, 0L);
  }

  /** Objects that must be encrypted and are not, or under a foreign key. */
  public long offending() {
    return standings.entrySet().stream()
        .filter(entry -> entry.getKey().isOffending())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** As documents have it; docs/encryption-ledger.md explains the fields. */
  public Map<String, Object> fields() {
    Map<String, Object> each = new LinkedHashMap<>();
    for (Standing standing : Standing.values()) {
      each.put(standing.text(), of(standing));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("objects", objects);
    fields.put("protected", guarded);
    fields.put("offending", offending());
    fields.put("standings", each);
    fields.put("needing", needing);
    fields.put("byKeyId", byKeyId);
    Map<String, Object> samples = new LinkedHashMap<>();
    samples.put("tried", tried);
    samples.put("opened", opened);
    fields.put("samples", samples);
    return fields;
  }
}
