@NullMarked
package redoubt.signatures.notation;

import org.jspecify.annotations.NullMarked;
