@NullMarked
package redoubt.signatures.trust;

import org.jspecify.annotations.NullMarked;
