/**
 * A small counterpart of a Kubernetes API server: the real REST wire over TLS, storage in a real
 * etcd, encryption as an API server does it. Only what rewriting stored objects takes. It is not an
 * API server: what was seen with it was not seen with a real one.
 */
@NullMarked
package redoubt.testkit.kube;

import org.jspecify.annotations.NullMarked;
