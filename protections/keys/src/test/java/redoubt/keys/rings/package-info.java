/** What redoubt.keys.rings promises. */
@NullMarked
package redoubt.keys.rings;

import org.jspecify.annotations.NullMarked;
