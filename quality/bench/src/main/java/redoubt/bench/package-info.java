/**
 * Measures the figures of {@code docs/performance.md}. Every figure is a ratio, or stands beside a
 * bare limit that was measured in the same run: machines differ and are noisy. Run with {@code
 * ./build bench}.
 */
@NullMarked
package redoubt.bench;

import org.jspecify.annotations.NullMarked;
