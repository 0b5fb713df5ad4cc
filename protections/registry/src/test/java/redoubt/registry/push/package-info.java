/**
 * How blobs come in: uploads that can be resumed, and blobs that are mounted from another
 * repository.
 */
@NullMarked
package redoubt.registry.push;

import org.jspecify.annotations.NullMarked;
