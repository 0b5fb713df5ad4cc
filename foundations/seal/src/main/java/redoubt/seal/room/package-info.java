/** The seal and its recovery as the server sees them: routes, migrations, background work. */
@NullMarked
package redoubt.seal.room;

import org.jspecify.annotations.NullMarked;
