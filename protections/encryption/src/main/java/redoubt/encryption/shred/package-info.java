/**
 * What clusters rely on a root key, for whoever is about to end it: which are guarded by it now or
 * were before, what they store under it, which plugins hold its lease, how these fared while the
 * key was taken away, and what the key wrapped for them. The keys themselves are another room's.
 */
@NullMarked
package redoubt.encryption.shred;

import org.jspecify.annotations.NullMarked;
