@NullMarked
package redoubt.signatures.bundle;

import org.jspecify.annotations.NullMarked;
