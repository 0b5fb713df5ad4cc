/** {@code redoubt webhook}: URLs that are told what happens to images. */
@NullMarked
package redoubt.cli.webhook;

import org.jspecify.annotations.NullMarked;
