@NullMarked
package redoubt.signatures.cosign;

import org.jspecify.annotations.NullMarked;
