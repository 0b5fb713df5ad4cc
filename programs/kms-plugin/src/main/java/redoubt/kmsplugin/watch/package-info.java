/**
 * How one sees what the plugin does: its log in lines of JSON, its figures in OpenMetrics, and two
 * pages on a loopback port that say whether it lives and whether it is ready. None of them ever
 * holds a key, a token or a plaintext.
 */
@NullMarked
package redoubt.kmsplugin.watch;

import org.jspecify.annotations.NullMarked;
