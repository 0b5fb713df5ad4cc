/**
 * The registry's pages: namespaces, repositories, tags, one image, the trash, quotas, robots,
 * webhooks and retention. They show and do what the interface does, in the name of who looks.
 */
@NullMarked
package redoubt.registry.console;

import org.jspecify.annotations.NullMarked;
