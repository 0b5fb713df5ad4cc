/**
 * Policies: of a key (rotation by time, deletion by two) and of an instance (the same as defaults
 * for new keys, who may create or import what, from where calls may come).
 *
 * <p>A policy is a value; what it allows is decided by pure functions on it. Policies of instances
 * are read on every call and therefore kept in memory until the change feed says that they changed.
 */
@NullMarked
package redoubt.keys.policies;

import org.jspecify.annotations.NullMarked;
