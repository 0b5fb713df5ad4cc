/**
 * Reads bbolt database files, the format of etcd's store and of its snapshots, without etcd.
 * Read-only and memory-mapped; every offset, length and page number in the file is checked before
 * it is followed, so that a damaged or hostile file ends in a clear failure, never in a wrong read.
 * Format: go.etcd.io/bbolt, version 2, little-endian.
 */
@NullMarked
package redoubt.encryption.bolt;

import org.jspecify.annotations.NullMarked;
