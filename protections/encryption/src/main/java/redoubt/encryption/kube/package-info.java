/**
 * A Kubernetes API server's REST API, as much of it as migrating objects takes: discovery, lists in
 * pages, replacement under a resource version, what one may do. Over the JDK's HTTP client, with
 * the credentials of a kubeconfig and the certificate authority it names, to no other address, and
 * never through a redirect. Objects pass through as text: what is in them is nobody's business.
 */
@NullMarked
package redoubt.encryption.kube;

import org.jspecify.annotations.NullMarked;
