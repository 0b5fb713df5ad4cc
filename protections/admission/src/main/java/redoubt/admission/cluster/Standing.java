package redoubt.admission.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import redoubt.admission.document.PolicyDocument;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * A cluster as it stands in memory.
 *
 * @param policies empty until they were read once
 * @param unreadable policies that are there and cannot be read, with why: as long as one is, it is
 *     not known what it would refuse
 * @param keys that were read from secrets
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Standing(
    Asking asking,
    byte[] secretHash,
    Optional<Policies> policies,
    Map<PolicyName, String> unreadable,
    Map<SecretKey.Place, SecretKey> keys) {
  /** From what the database has. */
  static Standing of(Asking asking, byte[] secretHash, List<Copy> copies, List<SecretKey> keys) {
    List<Policy> read = new ArrayList<>();
    Map<PolicyName, String> unreadable = new LinkedHashMap<>();
    for (Copy copy : copies) {
      try {
        read.add(
            PolicyDocument.read(
                Json.parse(copy.document().getBytes(java.nio.charset.StandardCharsets.UTF_8)), ""));
      } catch (Failure e) {
        unreadable.put(copy.name(), e.what());
      }
    }
    return new Standing(
        asking,
        secretHash,
        asking.readAt().map(_ -> new Policies(read)),
        unreadable,
        keys.stream().collect(Collectors.toMap(SecretKey::place, Function.identity())));
  }

  /** One that cannot be read and would have a say in a namespace. */
  public Optional<PolicyName> obstacle(String namespace) {
    boolean own =
        policies.map(all -> all.hasOwn(namespace)).orElse(false)
            || unreadable.keySet().stream()
                .anyMatch(one -> one.namespace().filter(namespace::equals).isPresent());
    return unreadable.keySet().stream()
        .filter(one ->
            own ? one.namespace().filter(namespace::equals).isPresent() : one.namespace().isEmpty())
        .findFirst();
  }

  /** Never a secret. */
  @Override
  public String toString() {
    return "Standing[" + asking.cluster() + "]";
  }
}
