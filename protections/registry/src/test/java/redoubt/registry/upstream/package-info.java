/** Namespaces that hold the images of another registry. */
@NullMarked
package redoubt.registry.upstream;

import org.jspecify.annotations.NullMarked;
