package redoubt.admission.rehearse;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/**
 * Lets what runs run on until a day, by its digest. Exceptions are policies of their own beside the
 * others, so that those stay as they are written and the exceptions can be deleted: one for the
 * cluster, and one for each namespace that has policies of its own, since no other counts there.
 */
final class Grandfather {
  private Grandfather() {}

  /**
   * @param taken names of policies that there are
   */
  static List<Policy> of(
      List<Judged> refused, Policies policies, Set<PolicyName> taken, Instant until, Instant now) {
    Map<String, Set<NamePattern>> images = new TreeMap<>();
    for (Judged one : refused) {
      String scope = policies.hasOwn(one.item().namespace()) ? one.item().namespace() : "";
      exactly(one)
          .ifPresent(image -> images.computeIfAbsent(scope, _ -> new LinkedHashSet<>()).add(image));
    }
    List<Policy> written = new ArrayList<>();
    Set<PolicyName> names = new LinkedHashSet<>(taken);
    images.forEach((scope, of) -> {
      List<NamePattern> all = new ArrayList<>(of);
      for (int from = 0; from < all.size(); from += Policy.MOST) {
        PolicyName name = free(scope, until, names);
        names.add(name);
        written.add(
            new Policy(
                name,
                List.of(),
                all.subList(from, Math.min(all.size(), from + Policy.MOST)).stream()
                    .map(image -> new Policy.Exemption(image, until, reason(now)))
                    .toList()));
      }
    });
    return written;
  }

  private static String reason(Instant now) {
    return "It ran on " + now.atOffset(ZoneOffset.UTC).toLocalDate() + ", before the policy.";
  }

  /** Empty where it is not known which image it is. */
  private static Optional<NamePattern> exactly(Judged one) {
    Optional<Digest> digest = one.digest();
    Optional<ImageReference> image =
        ImageReference.parse(one.item().image()).map(ImageReference::normal);
    if (digest.isEmpty() || image.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NamePattern(image.get().name() + "@" + digest.get()));
    } catch (Failure e) {
      // A name so long is none of a policy.
      return Optional.empty();
    }
  }

  private static PolicyName free(String scope, Instant until, Set<PolicyName> taken) {
    String name = "grandfathered-until-" + until.atOffset(ZoneOffset.UTC).toLocalDate();
    int number = 1;
    PolicyName one = name(scope, name);
    while (taken.contains(one)) {
      one = name(scope, name + "-" + ++number);
    }
    return one;
  }

  private static PolicyName name(String scope, String name) {
    return new PolicyName(
        Dialect.REDOUBT, Optional.of(scope).filter(place -> !place.isEmpty()), name);
  }
}
