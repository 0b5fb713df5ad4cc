@NullMarked
package redoubt.crypto;

import org.jspecify.annotations.NullMarked;
