@NullMarked
package redoubt.keys.policies;

import org.jspecify.annotations.NullMarked;
