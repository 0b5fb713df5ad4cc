package redoubt.admission.seen;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.admission.policy.NamePattern;
import redoubt.oci.Digest;

/**
 * An image that an API server asked about.
 *
 * @param namespace of the cluster
 * @param kind of the object that names it
 * @param workload what the object is called, or what those are called that are made like it; for
 *     people alone
 * @param image as it is written
 * @param digest of the image that was judged; empty where none had to be
 * @param policy that decided; empty where none was about it
 */
public record Asked(
    String namespace,
    String kind,
    String workload,
    String image,
    Optional<Digest> digest,
    String policy,
    Outcome outcome) {
  private static final Pattern WORD = Pattern.compile("[!-~]{0,253}");
  private static final Pattern IMAGE = Pattern.compile("[!-~]{1," + NamePattern.LONGEST + "}");
  private static final Pattern POLICY = Pattern.compile("[ -~]{0,600}");

  /** What was answered. */
  public enum Outcome {
    ADMITTED,
    /** Though it is not as the policy wants it. */
    WARNED,
    REFUSED
  }

  /**
   * @throws IllegalArgumentException when it is none of what Kubernetes takes
   */
  public Asked {
    if (!isOne(namespace, kind, workload, image, policy)) {
      throw new IllegalArgumentException("nothing that is remembered");
    }
  }

  /** Whether these are names that a cluster can have. */
  static boolean isOne(
      String namespace, String kind, String workload, String image, String policy) {
    return WORD.matcher(namespace).matches()
        && WORD.matcher(kind).matches()
        && WORD.matcher(workload).matches()
        && IMAGE.matcher(image).matches()
        && POLICY.matcher(policy).matches();
  }

  /** SHA-256 over all of it. */
  public String print() {
    // No part but the policy has a space, and that is the last.
    String all =
        String.join(
            " ",
            namespace,
            kind,
            workload,
            image,
            digest.map(Digest::toString).orElse(""),
            outcome.name(),
            policy);
    return Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
