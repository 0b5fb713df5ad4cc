/**
 * Images of other registries, which workloads of clusters name: how they are called, which
 * namespace's rules cover them, which secrets their registries are shown, and copies of what was
 * last found about them there. Nothing here asks anybody.
 */
@NullMarked
package redoubt.signatures.foreign;

import org.jspecify.annotations.NullMarked;
