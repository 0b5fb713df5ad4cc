/**
 * Counts how all objects of a cluster are protected, and says whether those that should be are. The
 * report has counts, names and key ids, never a value. Values are seen one at a time and not kept.
 */
@NullMarked
package redoubt.encryption.census;

import org.jspecify.annotations.NullMarked;
