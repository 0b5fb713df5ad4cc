/**
 * A cluster's encryption from end to end: server, command line and KMS plugin as processes of their
 * own, and a real API server with its etcd, which a kubelet of the test kit restarts as the
 * manifests say. What only a real API server can show is shown here.
 */
@NullMarked
package redoubt.cluster;

import org.jspecify.annotations.NullMarked;
