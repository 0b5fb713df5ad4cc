/**
 * Asymmetric keys, which sign for others: images first of all. The private half is made here, lies
 * sealed in the vault, bound to its name, and leaves it for the time of a signature only. Who may
 * use a key is who may write in its key ring.
 */
@NullMarked
package redoubt.keys.signing;

import org.jspecify.annotations.NullMarked;
