package redoubt.admission.rehearse;

import java.util.Optional;
import redoubt.admission.policy.PolicyName;
import redoubt.oci.Digest;

/**
 * What would be answered about an image.
 *
 * @param warned it would be admitted, though it is not as the policy wants it
 * @param policy that decides; empty where none is about it
 * @param digest of the image that was judged; empty where none had to be, or it is not known
 * @param said why it would be refused or warned of, as an API server is told
 * @param remedy what to do about it
 */
public record Ruling(
    boolean refused,
    boolean warned,
    Optional<PolicyName> policy,
    Optional<Digest> digest,
    String said,
    String remedy) {}
