/**
 * Chains of X.509 certificates (RFC 5280) and timestamps (RFC 3161), checked against authorities
 * that were given to the server, and at a time that is given: no clock, no network, and nothing
 * that the system's own trust store says.
 */
@NullMarked
package redoubt.signatures.x509;

import org.jspecify.annotations.NullMarked;
