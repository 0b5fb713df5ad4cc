/**
 * Keys of an instance: root keys that wrap the keys of others, and standard keys that hold a
 * secret.
 *
 * <p>This package has the values: what a key is, the states it goes through and the ways a call can
 * fail. {@code sql} keeps them, {@code life} changes them, {@code material} works with what they
 * guard, {@code http} speaks Key Protect's API, {@code room} hands all of it to the server.
 */
@NullMarked
package redoubt.keys;

import org.jspecify.annotations.NullMarked;
