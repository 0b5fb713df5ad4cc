/**
 * Namespaces that hold the images of another registry: fetched when somebody pulls them, kept as
 * images of the tenant, served also while the other registry is away. Nobody pushes to them.
 */
@NullMarked
package redoubt.registry.upstream;

import org.jspecify.annotations.NullMarked;
