/**
 * Connections to addresses that others name: API servers, etcd, registries, webhooks. The address
 * is judged at the moment it is connected to, so that no name leads elsewhere afterwards; each call
 * has an end by the clock that never jumps, whatever the other side does, and of an answer no more
 * is held than its reader keeps. What the other side said is never part of an error.
 */
@NullMarked
package redoubt.outward;

import org.jspecify.annotations.NullMarked;
