package redoubt.signatures.bundle;

import java.util.Arrays;
import java.util.Optional;

/** Versions of bundles; they differ in what an entry of a log has to have. */
enum BundleVersion {
  V0_1("application/vnd.dev.sigstore.bundle+json;version=0.1"),
  V0_2("application/vnd.dev.sigstore.bundle+json;version=0.2"),
  V0_3("application/vnd.dev.sigstore.bundle+json;version=0.3");

  private final String mediaType;

  BundleVersion(String mediaType) {
    this.mediaType = mediaType;
  }

  static Optional<BundleVersion> of(String mediaType) {
    return mediaType.equals(Bundle.MEDIA_TYPE)
        ? Optional.of(V0_3)
        : Arrays.stream(values()).filter(one -> one.mediaType.equals(mediaType)).findFirst();
  }

  /** Whether each entry has to prove that it is in the log; before, a promise was enough. */
  boolean needsProof() {
    return this != V0_1;
  }
}
