/**
 * Reads Protocol Buffers messages field by field, straight from where they lie, and writes them,
 * without generated code. Everything a message claims of itself is checked; what is wrong ends in
 * {@link redoubt.kms.proto.Malformed}. KMS messages and what API servers store in etcd are read
 * with it.
 */
@NullMarked
package redoubt.kms.proto;

import org.jspecify.annotations.NullMarked;
