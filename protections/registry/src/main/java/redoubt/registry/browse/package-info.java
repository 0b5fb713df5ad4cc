/**
 * What there is, for people who look around: namespaces, repositories, tags and one image, in
 * pages, as far as they may read it. Nothing here counts as a pull.
 */
@NullMarked
package redoubt.registry.browse;

import org.jspecify.annotations.NullMarked;
