/**
 * A living Notary v1 server behind the registry's port: takes the files that clients publish, signs
 * timestamps and, where it is left to it, snapshots with keys of its own, and serves all of them.
 * Everything is checked before anything is stored, and all roles of a publication are stored in one
 * transaction.
 */
@NullMarked
package redoubt.signatures.tufserver;

import org.jspecify.annotations.NullMarked;
