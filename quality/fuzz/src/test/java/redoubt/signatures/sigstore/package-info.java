@NullMarked
package redoubt.signatures.sigstore;

import org.jspecify.annotations.NullMarked;
