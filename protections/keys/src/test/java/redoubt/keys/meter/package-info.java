@NullMarked
package redoubt.keys.meter;

import org.jspecify.annotations.NullMarked;
