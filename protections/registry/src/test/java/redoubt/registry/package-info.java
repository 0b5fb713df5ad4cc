/**
 * A registry for images: namespaces of tenants, repositories, blobs, manifests and tags, by the OCI
 * distribution specification. Bytes of blobs lie in a content store under names that are used once;
 * everything else (what is where, who may serve it, manifests themselves) is in the database, whose
 * foreign keys forbid to remove what is used.
 */
@NullMarked
package redoubt.registry;

import org.jspecify.annotations.NullMarked;
