/** What redoubt.keys.policies promises. */
@NullMarked
package redoubt.keys.policies;

import org.jspecify.annotations.NullMarked;
