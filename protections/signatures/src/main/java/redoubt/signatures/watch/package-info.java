/**
 * Watches what workloads of clusters name: finds out what their registries have of it, and has it
 * judged before anybody asks. All that is asked of clusters and registries is asked here.
 */
@NullMarked
package redoubt.signatures.watch;

import org.jspecify.annotations.NullMarked;
