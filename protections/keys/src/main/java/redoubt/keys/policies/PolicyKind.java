package redoubt.keys.policies;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of policies that an instance can have, one of each. */
public enum PolicyKind {
  DUAL_AUTH_DELETE("dualAuthDelete"),
  ALLOWED_NETWORK("allowedNetwork"),
  ALLOWED_IP("allowedIP"),
  METRICS("metrics"),
  KEY_CREATE_IMPORT_ACCESS("keyCreateImportAccess"),
  ROTATION("rotation");

  private final String text;

  PolicyKind(String text) {
    this.text = text;
  }

  /** As the API spells it. */
  public String text() {
    return text;
  }

  public static Optional<PolicyKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }
}
