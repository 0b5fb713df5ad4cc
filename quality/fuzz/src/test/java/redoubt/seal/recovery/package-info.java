@NullMarked
package redoubt.seal.recovery;

import org.jspecify.annotations.NullMarked;
