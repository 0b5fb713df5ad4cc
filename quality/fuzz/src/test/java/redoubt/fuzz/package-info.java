/**
 * What all fuzz targets share. A target states what a parser promises for every input: a value that
 * reads back the same, or the one documented failure, in bounded time. Seeds lie beside the targets
 * as resources, {@code TARGETInputs/everyInput}; a build runs them and some thousand changes of
 * them; {@code ./build fuzz} searches with coverage.
 */
@NullMarked
package redoubt.fuzz;

import org.jspecify.annotations.NullMarked;
