/**
 * Images that were admitted, written into the cluster itself: its API server goes on admitting
 * them, and no others, while no server answers.
 */
@NullMarked
package redoubt.admission.ladder;

import org.jspecify.annotations.NullMarked;
