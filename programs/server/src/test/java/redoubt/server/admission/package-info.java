/** What a whole server answers API servers. */
@NullMarked
package redoubt.server.admission;

import org.jspecify.annotations.NullMarked;
