/** Kubeconfigs that others wrote. */
@org.jspecify.annotations.NullMarked
package redoubt.encryption.kube;
