/**
 * What happened to images, told to other rooms: written down in the transaction that did it, told
 * after its commit, again and again until the listener has taken it.
 */
@NullMarked
package redoubt.registry.events;

import org.jspecify.annotations.NullMarked;
