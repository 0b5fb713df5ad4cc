/**
 * What API servers asked in the last days: counted in memory as it is answered, and written down
 * every few seconds, so that nobody waits for it. Counts may be lost, decisions do not depend on
 * them.
 */
@NullMarked
package redoubt.admission.seen;

import org.jspecify.annotations.NullMarked;
