/**
 * What a control plane needs to encrypt under a root key, as text: the EncryptionConfiguration, the
 * plugin's static pod or systemd unit, and the change of the API server's own manifest. All of it
 * is made by pure functions of values, so that golden files show it; where a file of the owner is
 * changed, every line that is not meant stays as it was, comments too.
 */
@NullMarked
package redoubt.encryption.bundle;

import org.jspecify.annotations.NullMarked;
