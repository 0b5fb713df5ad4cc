/**
 * The contract between a Kubernetes API server and a KMS plugin, as both sides see it: the calls of
 * v1beta1 and v2 with their messages, a server and a client on a unix domain socket, and the limits
 * that an API server sets. Messages are coded by hand, bounded, and say only what is on the wire;
 * whether an answer is a good one is for {@link redoubt.kms.Limits}. Nothing here knows a key.
 */
@NullMarked
package redoubt.kms;

import org.jspecify.annotations.NullMarked;
