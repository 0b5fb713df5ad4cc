/**
 * What images are made of, as the OCI image and distribution specifications and Docker's schema 2
 * have it: digests, names, references, descriptors, manifests. A manifest keeps the exact bytes it
 * was read from, since its digest is over these. Everything here is a value that has been checked;
 * nothing here talks to a registry.
 */
@NullMarked
package redoubt.oci;

import org.jspecify.annotations.NullMarked;
