/**
 * Local keys: 32 random bytes of this process each, wrapped by the root key, that seal what an API
 * server asks to encrypt. {@link redoubt.kmsplugin.keys.Sealed} is what leaves the process, {@link
 * redoubt.kmsplugin.keys.LocalKeys} finds the key that opens one, by one call to the server for
 * each key and not for each object. A key that is let go is zeroed.
 */
@NullMarked
package redoubt.kmsplugin.keys;

import org.jspecify.annotations.NullMarked;
