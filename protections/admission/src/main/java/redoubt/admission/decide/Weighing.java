package redoubt.admission.decide;

import java.util.List;
import java.util.stream.Collectors;
import redoubt.admission.policy.Requirement;
import redoubt.oci.ImageReference;

/**
 * Weighs what a rule asks for of one image.
 *
 * @param image in full, as it is named
 * @param meaning of its name
 */
record Weighing(
    Evidence evidence, ImageReference image, Evidence.Meaning meaning, String namespace) {
  Reason of(Requirement requirement) {
    return switch (requirement) {
      case Requirement.All all -> all(all);
      case Requirement.Any any -> any(any);
      case Requirement.Never _ ->
          new Reason(
              requirement,
              false,
              "Running images from " + image.name() + " is rejected by policy.",
              "Use another image, or change the policy.",
              List.of());
      case Requirement.ByDigest _ -> byDigest(requirement);
      case Requirement.Asked asked -> asked(asked);
    };
  }

  private Reason all(Requirement.All all) {
    List<Reason> parts = all.parts().stream().map(this::of).toList();
    boolean holds = parts.stream().allMatch(Reason::holds);
    return new Reason(
        all,
        holds,
        parts.isEmpty()
            ? "Nothing is asked of it."
            : holds ? "All that is asked of it holds." : said(parts),
        remedy(parts),
        parts);
  }

  private Reason any(Requirement.Any any) {
    List<Reason> parts = any.parts().stream().map(this::of).toList();
    boolean holds = parts.stream().anyMatch(Reason::holds);
    return new Reason(
        any,
        holds,
        holds
            ? parts.stream().filter(Reason::holds).findFirst().orElseThrow().said()
            : "None of these holds: " + said(parts),
        remedy(parts),
        parts);
  }

  private static String said(List<Reason> parts) {
    return parts.stream()
        .filter(part -> !part.holds())
        .map(Reason::said)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private static String remedy(List<Reason> parts) {
    return parts.stream().filter(part -> !part.holds()).map(Reason::remedy).findFirst().orElse("");
  }

  private Reason byDigest(Requirement requirement) {
    boolean named = image.digest().isPresent();
    return new Reason(
        requirement,
        named,
        named ? "It is named by its digest." : "It is not named by its digest.",
        "Name it so: " + image.name() + "@sha256:….",
        List.of());
  }

  private Reason asked(Requirement.Asked requirement) {
    return switch (meaning) {
      case Evidence.Meaning.Unknown(String said, String remedy) ->
          new Reason(requirement, false, said, remedy, List.of());
      case Evidence.Meaning.Exactly(var digest) -> {
        Evidence.Finding found = evidence.finding(image, digest, namespace, requirement);
        yield new Reason(requirement, found.holds(), found.said(), found.remedy(), List.of());
      }
    };
  }
}
