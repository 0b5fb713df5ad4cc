/**
 * Which keys a list holds and in which order: the grammars of the query parameters {@code filter},
 * {@code search} and {@code sort}.
 *
 * <p>Pure: text in, a value or a precise error out. The values are turned into SQL by {@code
 * redoubt.keys.sql.KeyList}, which binds every part that came from outside.
 */
@NullMarked
package redoubt.keys.listing;

import org.jspecify.annotations.NullMarked;
