/**
 * Other names of keys.
 *
 * <p>An alias stands for one key of its instance wherever the key's id can stand. It belongs to the
 * key until it is taken off; when its key is destroyed it is free for another key, and stays with
 * the destroyed one, which may be restored, until somebody takes it.
 */
@NullMarked
package redoubt.keys.aliases;

import org.jspecify.annotations.NullMarked;
