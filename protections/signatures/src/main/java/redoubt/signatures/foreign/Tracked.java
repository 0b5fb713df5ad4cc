package redoubt.signatures.foreign;

import java.time.Instant;
import java.util.Optional;
import redoubt.oci.Digest;

/**
 * An image of another registry that is looked at.
 *
 * @param namespace whose rules say whether it is trusted
 * @param digest what its name meant when its registry was last asked
 * @param askedAt when that was; empty if it never answered
 * @param failures how often it was asked in vain since
 * @param said why, the last time
 */
public record Tracked(
    String instance,
    ForeignName.Image image,
    String namespace,
    Optional<Digest> digest,
    Optional<Instant> askedAt,
    int failures,
    String said) {}
