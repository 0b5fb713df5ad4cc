/**
 * Pulls from registries that others run (OCI distribution specification 1.1, Docker's token
 * authentication). Nothing that a registry says is believed: content is compared with its digest
 * while it is read, lists and bodies have limits, every call has an end. A credential goes to its
 * registry, and to the place that gives tokens for it only where that is the same host, Docker
 * Hub's own, or one that was named beside the credential.
 */
@NullMarked
package redoubt.oci.client;

import org.jspecify.annotations.NullMarked;
