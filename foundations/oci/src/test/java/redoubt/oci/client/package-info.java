/** Registries that others run, well and ill behaved. */
@NullMarked
package redoubt.oci.client;

import org.jspecify.annotations.NullMarked;
