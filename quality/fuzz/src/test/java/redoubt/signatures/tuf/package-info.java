@NullMarked
package redoubt.signatures.tuf;

import org.jspecify.annotations.NullMarked;
