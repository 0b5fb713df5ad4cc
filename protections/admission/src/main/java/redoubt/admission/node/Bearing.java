package redoubt.admission.node;

import java.util.List;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;

/** What a rule says of an image of which only the name is known. */
enum Bearing {
  /** It is admitted, whatever it is. */
  ADMIT,
  /** It is refused, whatever it is. */
  REFUSE,
  /** It depends on what is known of it. */
  DEPENDS;

  /**
   * @param byDigest whether the image is named by its digest
   */
  static Bearing of(Rule rule, boolean byDigest) {
    return rule.mode() == Rule.Mode.ENFORCE ? of(rule.requirement(), byDigest) : ADMIT;
  }

  private static Bearing of(Requirement requirement, boolean byDigest) {
    return switch (requirement) {
      case Requirement.All all -> all(parts(all.parts(), byDigest));
      case Requirement.Any any -> any(parts(any.parts(), byDigest));
      case Requirement.Never _ -> REFUSE;
      case Requirement.ByDigest _ -> byDigest ? ADMIT : REFUSE;
      case Requirement.Asked _ -> DEPENDS;
    };
  }

  private static List<Bearing> parts(List<Requirement> parts, boolean byDigest) {
    return parts.stream().map(part -> of(part, byDigest)).toList();
  }

  private static Bearing all(List<Bearing> parts) {
    return parts.contains(REFUSE) ? REFUSE : parts.contains(DEPENDS) ? DEPENDS : ADMIT;
  }

  private static Bearing any(List<Bearing> parts) {
    return parts.contains(ADMIT) ? ADMIT : parts.contains(DEPENDS) ? DEPENDS : REFUSE;
  }
}
