/**
 * A control plane node of a Kubernetes cluster on this machine: a directory that stands for its
 * disk with kubeadm's files, a real etcd, a real API server, and what a kubelet does with static
 * pods. Containers are processes in a mount namespace of their own that see of the node what the
 * manifest's volumes give them, so that a path that is wrong on a node is wrong here. Everything
 * listens on loopback only.
 */
@NullMarked
package redoubt.testkit.node;

import org.jspecify.annotations.NullMarked;
