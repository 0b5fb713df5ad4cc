/** What redoubt.keys.imports promises. */
@NullMarked
package redoubt.keys.imports;

import org.jspecify.annotations.NullMarked;
