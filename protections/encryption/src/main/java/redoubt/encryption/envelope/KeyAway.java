package redoubt.encryption.envelope;

import redoubt.core.Failure;

/**
 * The key is there and may not be used at the moment: disabled, withheld, expired or deleted, or it
 * was used so often that it is not asked again. Says nothing of what was to be opened.
 */
public final class KeyAway extends Failure {
  private static final long serialVersionUID = 1;

  public KeyAway(Failure refusal) {
    super(refusal.kind(), refusal.code(), refusal.what(), refusal.remedy(), refusal);
  }
}
