/**
 * Where the bytes of blobs lie: a small interface with stated promises, and the file system as its
 * provider.
 */
@NullMarked
package redoubt.registry.content;

import org.jspecify.annotations.NullMarked;
