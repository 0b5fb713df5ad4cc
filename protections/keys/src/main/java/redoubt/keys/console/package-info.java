/**
 * The room's pages: keys of an instance, one key with its life, key rings, and the forms that
 * change them.
 *
 * <p>Pages get all they show from the room's own API, in the name of who looks at them. A button is
 * shown only to who may use it; the API decides in any case.
 */
@NullMarked
package redoubt.keys.console;

import org.jspecify.annotations.NullMarked;
