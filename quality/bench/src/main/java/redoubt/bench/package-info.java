/** Benchmarks. */
@NullMarked
package redoubt.bench;

import org.jspecify.annotations.NullMarked;
