/** How content ends: what nothing uses is removed, while everybody goes on pushing. */
@NullMarked
package redoubt.registry.life;

import org.jspecify.annotations.NullMarked;
