/** {@code redoubt signing-key}: asymmetric keys, which sign. */
@NullMarked
package redoubt.cli.signingkey;

import org.jspecify.annotations.NullMarked;
