/** Instances, users, API keys, grants and tokens. */
@NullMarked
package redoubt.identity;

import org.jspecify.annotations.NullMarked;
