package redoubt.admission.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;

/**
 * What is told to who asked the API server. Policies of Portieris refuse in its words, under which
 * the next line says where and what to do.
 */
public final class Words {
  /** Longer warnings are cut by the API server. */
  private static final int LONGEST_WARNING = 256;

  private static final String PIN_IT =
      "Let webhooks that add images run before, or name them by their digests.";

  /** So much is told at most. */
  private static final int MOST = 20;

  private Words() {}

  /** Why it is refused: begins with a new line, as Portieris has it. */
  public static String refusal(Verdict verdict) {
    List<Looked> refused = verdict.images().stream().filter(Looked::isRefused).toList();
    String told =
        refused.stream()
            .limit(MOST)
            .map(one -> lines(one, verdict.review().namespace()))
            .distinct()
            .collect(Collectors.joining("\n"));
    return "\n"
        + told
        + (refused.size() > MOST ? "\nand " + (refused.size() - MOST) + " images more" : "");
  }

  private static String lines(Looked one, String namespace) {
    return told(one, namespace) + "\n  (" + where(one) + ") " + remedy(one, namespace);
  }

  private static String where(Looked one) {
    String owner = printable(one.slot().owner());
    String place = one.slot().place().words() + (owner.isEmpty() ? "" : " " + owner);
    return one.choice().orElse(null) instanceof Choice.Found found
        ? place + ", " + found.policy()
        : place;
  }

  /** Each on a line of its own. */
  private static List<String> denials(Looked one, String namespace) {
    String quoted = quoted(one.slot().image());
    return switch (one.choice().orElse(null)) {
      case null -> List.of("Deny " + quoted + ", invalid image name");
      // The spelling is Portieris'.
      case Choice.NoPolicies _ ->
          List.of("Deny " + quoted + ", no image policies or cluster polices");
      case Choice.NotInCluster _ ->
          List.of(
              "Deny "
                  + quoted
                  + ", no matching repositories in ClusterImagePolicy and no ImagePolicies in the "
                  + quoted(namespace)
                  + " namespace");
      case Choice.NotInNamespace _ ->
          List.of("Deny " + quoted + ", no matching repositories in the ImagePolicies");
      case Choice.Exempt _ -> one.pinned() ? List.of() : List.of(unpinned(quoted));
      case Choice.Found found -> denials(one, found, quoted);
    };
  }

  private static List<String> denials(Looked one, Choice.Found found, String quoted) {
    List<Reason> obstacles = one.why().stream().flatMap(Reason::obstacles).toList();
    if (obstacles.isEmpty()) {
      return List.of(unpinned(quoted));
    }
    return obstacles.stream()
        .map(reason ->
            found.policy().dialect() == Dialect.REDOUBT
                ? "Deny " + quoted + ": " + reason.said()
                : asPortieris(reason, quoted))
        .distinct()
        .toList();
  }

  private static String unpinned(String quoted) {
    return "Deny " + quoted + ", its digest was not written: it was named after that was done";
  }

  private static String asPortieris(Reason reason, String quoted) {
    return switch (reason.requirement()) {
      case Requirement.ContentTrust _ ->
          "trust: policy denied the request: Deny "
              + quoted
              + ", failed to get content trust information: "
              + unended(reason.said());
      case Requirement.SignedBy _, Requirement.Never _ ->
          "simple: policy denied the request: " + unended(reason.said());
      case Requirement.Scanned _,
          Requirement.All _,
          Requirement.Any _,
          Requirement.ByDigest _,
          Requirement.Trusted _,
          Requirement.Signed _,
          Requirement.Attested _ ->
          "Deny " + quoted + ": " + reason.said();
    };
  }

  private static String unended(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** What is said of one image that is in the way, on a line for each reason. */
  public static String told(Looked one, String namespace) {
    return String.join("\n", denials(one, namespace).stream().map(Words::printable).toList());
  }

  /** What to do next. */
  public static String remedy(Looked one, String namespace) {
    return switch (one.choice().orElse(null)) {
      case null -> "Correct its name.";
      case Choice.NoPolicies _ -> "Write a policy for the cluster or for this namespace.";
      case Choice.NotInCluster _ ->
          "Name it in a ClusterImagePolicy, or in an ImagePolicy of this namespace.";
      case Choice.NotInNamespace _ ->
          "Name it in an ImagePolicy of "
              + namespace
              + ": those of the cluster do not count there.";
      case Choice.Exempt _ -> one.pinned() ? "" : PIN_IT;
      case Choice.Found _ ->
          one.why().flatMap(Reason::firstObstacle).map(Reason::remedy).orElse(PIN_IT);
    };
  }

  /** What is admitted with a word: each of 256 characters at most, which API servers pass on. */
  public static List<String> warnings(Verdict verdict) {
    List<String> warnings = new ArrayList<>();
    for (Looked one : verdict.images()) {
      if (!(one.choice().orElse(null) instanceof Choice.Found found)) {
        if (one.choice().orElse(null) instanceof Choice.Exempt exempt) {
          warnings.add(
              one.slot().image()
                  + " is admitted until "
                  + exempt.exemption().until()
                  + " by an exception of "
                  + exempt.policy()
                  + ".");
        }
        continue;
      }
      if (!one.holds() && one.mode() == Rule.Mode.WARN) {
        warnings.add(
            one.slot().image()
                + " would be refused by "
                + found.policy()
                + ": "
                + one.why()
                    .flatMap(Reason::firstObstacle)
                    .map(Reason::said)
                    .orElse("It is not pinned."));
      }
      if (!found.ties().isEmpty()) {
        warnings.add(
            found.policy()
                + " decides on "
                + one.slot().image()
                + ", first by name; as much say "
                + found.ties().stream().map(PolicyName::toString).collect(Collectors.joining(", "))
                + ".");
      }
    }
    return warnings.stream().distinct().limit(MOST).map(Words::cut).toList();
  }

  /** Names that signers gave themselves are part of it, and go to a terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  private static String cut(String text) {
    String warning = printable(text);
    return warning.length() <= LONGEST_WARNING
        ? warning
        : warning.substring(0, LONGEST_WARNING - 1) + "…";
  }

  /** As Go quotes: what is no plain character is not passed on. */
  private static String quoted(String text) {
    String cut = text.length() > 512 ? text.substring(0, 512) + "…" : text;
    return "\"" + cut.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[^ -~…]", "?") + "\"";
  }
}
