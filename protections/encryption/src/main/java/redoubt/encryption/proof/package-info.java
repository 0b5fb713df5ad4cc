/**
 * Attacks on what the encryption of clusters claims. Some are tried on registered clusters, in a
 * namespace that their owners made for it and on objects that the proof made; the others on ground
 * of the proof's own: a root key, a cluster record, a KMS plugin and an etcd that are there for it
 * alone and are gone afterwards. What cannot be tried is said, with the reason. Evidence is seen by
 * everybody who may sign in, so clusters are called by their ids and nothing of their objects is
 * told.
 */
@NullMarked
package redoubt.encryption.proof;

import org.jspecify.annotations.NullMarked;
