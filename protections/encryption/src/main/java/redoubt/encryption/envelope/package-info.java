/**
 * What a Kubernetes API server makes of an object before it stores it: in the clear, or in one of
 * the formats of its encryption providers. Reading says which format and under whose key; opening
 * decrypts, given the key, so that a sample can be proved. Source of the formats: the API server's
 * {@code storage/value/encrypt}.
 */
@NullMarked
package redoubt.encryption.envelope;

import org.jspecify.annotations.NullMarked;
