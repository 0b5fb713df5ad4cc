/** Tests of redoubt.keys.life. */
@NullMarked
package redoubt.keys.life;

import org.jspecify.annotations.NullMarked;
