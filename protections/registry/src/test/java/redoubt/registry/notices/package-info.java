/** Webhooks that take, refuse and hang. */
@NullMarked
package redoubt.registry.notices;

import org.jspecify.annotations.NullMarked;
