/**
 * The room's page: under which master key the secrets lie, and the change of that key.
 *
 * <p>It gets all it shows from the room's own API, in the name of who looks at it.
 */
@NullMarked
package redoubt.seal.console;

import org.jspecify.annotations.NullMarked;
