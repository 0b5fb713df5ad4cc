/** What redoubt.keys.signing promises. */
@NullMarked
package redoubt.keys.signing;

import org.jspecify.annotations.NullMarked;
