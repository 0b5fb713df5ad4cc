package redoubt.encryption.migrate;

import java.util.Locale;
import java.util.Optional;

/** Who writes stored objects anew. */
public enum Means {
  /** Redoubt, by writes that change nothing. */
  REWRITING,
  /** The cluster's own controller, one resource after the other. */
  STORAGE_VERSION_MIGRATION;

  /** As clients name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** By {@link #word}. */
  public static Optional<Means> of(String word) {
    for (Means means : values()) {
      if (means.word().equals(word)) {
        return Optional.of(means);
      }
    }
    return Optional.empty();
  }
}
