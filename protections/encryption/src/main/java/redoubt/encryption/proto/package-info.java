/**
 * Reads Protocol Buffers messages field by field, straight from where they lie, without generated
 * code. Everything a message claims of itself is checked; what is wrong ends in {@link
 * redoubt.encryption.proto.Malformed}.
 */
@NullMarked
package redoubt.encryption.proto;

import org.jspecify.annotations.NullMarked;
