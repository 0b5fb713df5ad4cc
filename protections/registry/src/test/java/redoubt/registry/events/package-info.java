/** Tests of what listeners are told. */
@NullMarked
package redoubt.registry.events;

import org.jspecify.annotations.NullMarked;
