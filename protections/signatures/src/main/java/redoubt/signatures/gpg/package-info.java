/**
 * Red Hat's simple signing: a signed OpenPGP message (RFC 9580) around a JSON text that names an
 * image (containers/image, docs/containers-signature.5.md and docs/containers-policy.json.5.md).
 */
@NullMarked
package redoubt.signatures.gpg;

import org.jspecify.annotations.NullMarked;
