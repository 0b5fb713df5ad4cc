@NullMarked
package redoubt.identity;

import org.jspecify.annotations.NullMarked;
