/**
 * Key material and what is done with it.
 *
 * <p>Material rests in the vault (or in the hardware module), is cached for a bounded time and
 * zeroed when it leaves the cache. {@link redoubt.keys.material.WrappedKey} is the form in which
 * wrapped keys leave the server; it is a format that old ciphertexts depend on.
 */
@NullMarked
package redoubt.keys.material;

import org.jspecify.annotations.NullMarked;
