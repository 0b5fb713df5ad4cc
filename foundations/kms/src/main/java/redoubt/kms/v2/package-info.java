/**
 * Version 2 of the contract (protobuf package {@code v2}, service {@code KeyManagementService}):
 * the calls Status, Encrypt and Decrypt with their messages. Field numbers are those of the
 * Kubernetes project's {@code apis/v2/api.proto}. Messages carry whatever the other side sent; they
 * are not judged here.
 */
@NullMarked
package redoubt.kms.v2;

import org.jspecify.annotations.NullMarked;
