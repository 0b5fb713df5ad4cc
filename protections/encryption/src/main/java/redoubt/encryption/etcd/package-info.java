/**
 * The live objects of an etcd: of a snapshot file, or of a running one over gRPC. Of each key only
 * what its newest revision says is handed on, and nothing of a key whose newest revision deletes
 * it. Both sources stream: neither keeps more of the objects than the one at hand, or one page.
 */
@NullMarked
package redoubt.encryption.etcd;

import org.jspecify.annotations.NullMarked;
