/**
 * The room's pages: instances with who may do what in them, users, API keys.
 *
 * <p>Pages get all they show from the room's own API, in the name of who looks at them.
 */
@NullMarked
package redoubt.identity.console;

import org.jspecify.annotations.NullMarked;
