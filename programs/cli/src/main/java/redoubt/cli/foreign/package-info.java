/** {@code redoubt foreign-image}: images of other registries that workloads run. */
@NullMarked
package redoubt.cli.foreign;

import org.jspecify.annotations.NullMarked;
