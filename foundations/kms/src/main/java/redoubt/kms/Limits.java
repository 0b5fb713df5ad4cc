package redoubt.kms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusResponse;

/**
 * What an API server demands of a plugin of version 2 (Kubernetes 1.29 and later, {@code
 * k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2}). An answer that breaks one of these
 * is thrown away.
 */
public final class Limits {
  /** UTF-8 bytes of a key id; at least one. */
  public static final int KEY_ID_BYTES = 1024;

  /** Bytes of a ciphertext; at least one. */
  public static final int CIPHERTEXT_BYTES = 1024;

  /** Bytes of all annotations, names and values. */
  public static final int ANNOTATIONS_BYTES = 32 * 1024;

  /** The only text that says a plugin is well. */
  public static final String HEALTHY = "ok";

  /** The versions that Status may answer. */
  public static final List<String> VERSIONS = List.of("v2", "v2beta1");

  private static final int NAME_LENGTH = 253;

  /** RFC 1123, with at least two labels. */
  private static final Pattern DOMAIN_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+");

  private Limits() {}

  /** What an API server dislikes of a Status; one sentence each, empty when it is good. */
  public static List<String> faults(StatusResponse status) {
    List<String> faults = new ArrayList<>();
    if (!VERSIONS.contains(status.version())) {
      faults.add("the version is none of " + VERSIONS);
    }
    if (!status.healthz().equals(HEALTHY)) {
      faults.add("healthz is not \"" + HEALTHY + "\"");
    }
    keyIdFaults(status.keyId(), faults);
    return List.copyOf(faults);
  }

  /** What an API server dislikes of an Encrypt; one sentence each, empty when it is good. */
  public static List<String> faults(EncryptResponse answer) {
    List<String> faults = new ArrayList<>();
    keyIdFaults(answer.keyId(), faults);
    if (answer.ciphertext().length == 0) {
      faults.add("the ciphertext is empty");
    }
    if (answer.ciphertext().length > CIPHERTEXT_BYTES) {
      faults.add("the ciphertext is longer than " + CIPHERTEXT_BYTES + " bytes");
    }
    if (annotationBytes(answer.annotations()) > ANNOTATIONS_BYTES) {
      faults.add("the annotations are longer than " + ANNOTATIONS_BYTES + " bytes");
    }
    if (!answer.annotations().keySet().stream().allMatch(Limits::isDomainName)) {
      faults.add("an annotation's name is not a fully qualified domain name");
    }
    return List.copyOf(faults);
  }

  /** Whether an annotation may have that name: RFC 1123, two labels or more, one dot at the end. */
  public static boolean isDomainName(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return bare.length() <= NAME_LENGTH && DOMAIN_NAME.matcher(bare).matches();
  }

  private static void keyIdFaults(String keyId, List<String> faults) {
    if (keyId.isEmpty()) {
      faults.add("the key id is empty");
    }
    if (bytes(keyId) > KEY_ID_BYTES) {
      faults.add("the key id is longer than " + KEY_ID_BYTES + " bytes");
    }
  }

  private static long annotationBytes(Map<String, byte[]> annotations) {
    return annotations.entrySet().stream()
        .mapToLong(entry -> (long) bytes(entry.getKey()) + entry.getValue().length)
        .sum();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
