@NullMarked
package redoubt.signatures.x509;

import org.jspecify.annotations.NullMarked;
