/** Tests of redoubt.keys.material. */
@NullMarked
package redoubt.keys.material;

import org.jspecify.annotations.NullMarked;
