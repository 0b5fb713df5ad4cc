@NullMarked
package redoubt.keys.material;

import org.jspecify.annotations.NullMarked;
