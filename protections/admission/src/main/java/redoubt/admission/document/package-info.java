/**
 * Reads policies from resources of the cluster: Portieris', those of IBM's enforcement before it,
 * and our own. Strict: a field that is not known is refused with the name that was likely meant,
 * since a rule that is skipped without a word opens the cluster.
 */
@NullMarked
package redoubt.admission.document;

import org.jspecify.annotations.NullMarked;
