/**
 * The end of a root key, before and after: what depends on it, what stops when it is taken away for
 * a while, and the proof that nothing it wrapped opens once it is purged.
 *
 * <p>This room does not know what its keys guard. Rooms that do tell it through {@link
 * redoubt.keys.shred.Dependents}, which the server connects.
 */
@NullMarked
package redoubt.keys.shred;

import org.jspecify.annotations.NullMarked;
