@NullMarked
package redoubt.keys.listing;

import org.jspecify.annotations.NullMarked;
