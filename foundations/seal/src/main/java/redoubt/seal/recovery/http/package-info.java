/** Recovery exports over HTTP, for administrators. */
@NullMarked
package redoubt.seal.recovery.http;

import org.jspecify.annotations.NullMarked;
