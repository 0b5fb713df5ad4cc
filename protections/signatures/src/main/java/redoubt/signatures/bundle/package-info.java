/** Sigstore bundles v0.3 with a DSSE envelope, as cosign 3 makes them. */
@NullMarked
package redoubt.signatures.bundle;

import org.jspecify.annotations.NullMarked;
