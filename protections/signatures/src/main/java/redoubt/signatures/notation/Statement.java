package redoubt.signatures.notation;

import java.util.List;
import java.util.Map;
import redoubt.signatures.x509.DistinguishedName;

/**
 * One statement of a trust policy, as it was written and found to be sound.
 *
 * @param scopes repositories with their registries, or {@code *} alone
 * @param override what the level would have done otherwise
 * @param alwaysTimestamp a timestamp is asked for even while the certificates are valid
 * @param trustStores by kind and name
 * @param identities subjects that may sign; empty when anybody may whom the stores know
 */
public record Statement(
    String name,
    List<String> scopes,
    Level level,
    Map<Validation, Action> override,
    boolean alwaysTimestamp,
    List<String> trustStores,
    List<Identity> identities) {
  /** How much is enforced. */
  public enum Level {
    STRICT,
    PERMISSIVE,
    AUDIT,
    SKIP
  }

  /** What is looked at. */
  public enum Validation {
    INTEGRITY("integrity"),
    AUTHENTICITY("authenticity"),
    AUTHENTIC_TIMESTAMP("authenticTimestamp"),
    EXPIRY("expiry"),
    REVOCATION("revocation");

    private final String word;

    Validation(String word) {
      this.word = word;
    }

    /** As policies write it. */
    public String word() {
      return word;
    }
  }

  /** What comes of it when it fails. */
  public enum Action {
    ENFORCE,
    LOG,
    SKIP
  }

  /** A subject that may sign, as it was written. */
  public record Identity(String written) {
    boolean fits(String subject) {
      return DistinguishedName.isWithin(written, subject);
    }
  }

  static final String EVERYTHING = "*";

  public Statement {
    scopes = List.copyOf(scopes);
    override = Map.copyOf(override);
    trustStores = List.copyOf(trustStores);
    identities = List.copyOf(identities);
  }

  boolean isForAll() {
    return scopes.contains(EVERYTHING);
  }

  /** What comes of it when this validation fails. */
  public Action action(Validation validation) {
    Action written = override.get(validation);
    if (written != null) {
      return written;
    }
    return switch (validation) {
      case INTEGRITY, EXPIRY -> Action.ENFORCE;
      case AUTHENTICITY -> level == Level.AUDIT ? Action.LOG : Action.ENFORCE;
      case AUTHENTIC_TIMESTAMP, REVOCATION -> level == Level.STRICT ? Action.ENFORCE : Action.LOG;
    };
  }

  /** A store of timestamps is named, so that they count. */
  boolean looksAtTimestamps() {
    return trustStores.stream().anyMatch(TrustStores.Kind.TSA::isOf);
  }
}
