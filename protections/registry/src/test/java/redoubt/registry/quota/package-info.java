/** How much a tenant may keep, and how much may be pulled from it. */
@NullMarked
package redoubt.registry.quota;

import org.jspecify.annotations.NullMarked;
