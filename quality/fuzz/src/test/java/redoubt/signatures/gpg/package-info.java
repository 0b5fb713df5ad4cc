@NullMarked
package redoubt.signatures.gpg;

import org.jspecify.annotations.NullMarked;
