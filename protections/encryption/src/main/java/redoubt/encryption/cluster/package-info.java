/**
 * Clusters as objects of a tenant: added with their credentials, listed, removed. A kubeconfig is
 * read by hand and strictly, since what others write there may name files to read and programs to
 * run; credentials go into the vault bound to tenant and cluster and are never shown again. Nothing
 * here talks to a cluster.
 */
@NullMarked
package redoubt.encryption.cluster;

import org.jspecify.annotations.NullMarked;
