/**
 * Version 1 of the contract (protobuf package {@code v1beta1}, service {@code
 * KeyManagementService}), which Kubernetes has switched off by default since 1.29: the calls
 * Version, Encrypt and Decrypt with their messages. It has no key id, so an API server cannot see
 * that a key changed.
 */
@NullMarked
package redoubt.kms.v1beta1;

import org.jspecify.annotations.NullMarked;
