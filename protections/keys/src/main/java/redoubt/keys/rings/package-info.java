/**
 * Key rings: groups of keys to which roles can be granted.
 *
 * <p>Every instance has the ring {@code default}; others are made and deleted by people. A ring is
 * deleted only when no key in it can still be used.
 */
@NullMarked
package redoubt.keys.rings;

import org.jspecify.annotations.NullMarked;
