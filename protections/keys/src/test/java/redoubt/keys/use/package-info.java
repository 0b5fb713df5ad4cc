/** How root keys are used. */
@NullMarked
package redoubt.keys.use;

import org.jspecify.annotations.NullMarked;
