package redoubt.admission.cluster;

import redoubt.admission.policy.PolicyName;

/**
 * A policy as an API server has it.
 *
 * @param document the resource as JSON
 */
public record Copy(PolicyName name, String document) {}
