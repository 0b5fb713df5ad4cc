/** {@code redoubt signer}: who may sign images in a namespace. */
@NullMarked
package redoubt.cli.signer;

import org.jspecify.annotations.NullMarked;
