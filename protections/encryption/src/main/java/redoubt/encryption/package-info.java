/**
 * Encryption of a cluster's objects under the customer's root key, and the proof of it. {@code
 * cluster} keeps the clusters and their credentials, {@code lease} tells their plugins which key to
 * use and when to stop, {@code bundle} writes what a control plane needs, {@code kube} and {@code
 * migrate} rewrite stored objects. {@code bolt} reads the files etcd keeps, {@code etcd} gives the
 * live objects of a file or of a running etcd, {@code envelope} says how one object is protected
 * and opens it, {@code census} counts all of them into a report. Values never leave these packages:
 * only names, counts and key ids do.
 */
@NullMarked
package redoubt.encryption;

import org.jspecify.annotations.NullMarked;
