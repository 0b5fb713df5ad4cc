/**
 * Clusters whose API servers ask here: how they are known, and copies of their policies, which are
 * read as they change and kept in memory by every server.
 */
@NullMarked
package redoubt.admission.cluster;

import org.jspecify.annotations.NullMarked;
