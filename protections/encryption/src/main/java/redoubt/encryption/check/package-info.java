/**
 * A conformance and chaos kit for KMS plugins, ours or anybody's: plays the API server at a
 * plugin's socket and says, requirement by requirement, whether an API server could rely on it.
 * What it asks for is the contract of {@code k8s.io/kms} and what the API server's own code does
 * with the answers (KEP-3299). It changes nothing but what it is given commands for: to restart the
 * plugin and to rotate its key.
 */
@NullMarked
package redoubt.encryption.check;

import org.jspecify.annotations.NullMarked;
