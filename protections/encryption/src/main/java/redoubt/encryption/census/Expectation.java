package redoubt.encryption.census;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.core.Failure;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.Place;

/**
 * What should be encrypted, and under which key.
 *
 * @param resources that must not be in the clear, as in an EncryptionConfiguration: {@code
 *     secrets}, {@code widgets.example.com}, {@code *.example.com}, {@code *.*}
 * @param current key_id of the KMS plugin; when it is there, every other key that is not a former
 *     one is foreign, and so are keys that no KMS holds
 * @param former key_ids that were current once
 */
public record Expectation(
    List<String> resources, Optional<String> current, SortedSet<String> former) {
  /** What an EncryptionConfiguration protects at the very least. */
  public static final List<String> SECRETS = List.of("secrets");

  private static final int MOST = 1000;

  public Expectation {
    resources = resources.stream().map(String::strip).distinct().sorted().toList();
    former = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(former));
    boolean named =
        !resources.isEmpty()
            && resources.stream().allMatch(name -> name.matches("[a-z0-9*][a-z0-9.*-]{0,252}"));
    if (!named || resources.size() > MOST || former.size() > MOST) {
      throw new Failure(
          Failure.Kind.INVALID,
          "encryption.bad-resources",
          "The list of protected resources has no entry, too many, or one that is no resource.",
          "Write resources as in an EncryptionConfiguration: secrets,configmaps,*.example.com.");
    }
    if (current.isEmpty() && !former.isEmpty()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "encryption.no-current-key",
          "Former keys are named but no current one.",
          "Name the current key_id too.");
    }
  }

  boolean protects(Place place) {
    return resources.stream().anyMatch(name -> matches(name, place));
  }

  /**
   * Keys in etcd do not name the group of Kubernetes' own resources: {@code deployments.apps} is
   * then matched by its first part.
   */
  private static boolean matches(String name, Place place) {
    int dot = name.indexOf('.');
    String resource = dot < 0 ? name : name.substring(0, dot);
    String group = dot < 0 ? "" : name.substring(dot + 1);
    boolean sameResource = resource.equals("*") || resource.equals(place.resource());
    boolean sameGroup = group.equals("*") || place.group().isEmpty() || group.equals(place.group());
    return sameResource && sameGroup && !place.resource().startsWith("(");
  }

  Standing standing(Envelope envelope) {
    return switch (envelope.format()) {
      case PLAINTEXT, IDENTITY -> Standing.CLEAR;
      case UNKNOWN, DAMAGED -> Standing.UNREADABLE;
      case AESCBC, AESGCM, SECRETBOX, KMS_V1 ->
          current.isPresent() ? Standing.FOREIGN : Standing.ENCRYPTED;
      case KMS_V2 -> ofKeyId(envelope.keyId());
    };
  }

  private Standing ofKeyId(String keyId) {
    if (current.isEmpty()) {
      return Standing.ENCRYPTED;
    }
    if (current.get().equals(keyId)) {
      return Standing.CURRENT;
    }
    return former.contains(keyId) ? Standing.STALE : Standing.FOREIGN;
  }
}
