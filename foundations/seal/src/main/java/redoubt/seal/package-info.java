/**
 * Secrets of all rooms at rest: one table, each row sealed by the current master key and bound to
 * its name, so that a row moved elsewhere does not open. The master key lies in a file or in a
 * hardware security module; rotation and migration give every secret a new one while the servers
 * work, and can be cut off anywhere. What the seal does is told to the ledger through the port
 * {@link redoubt.seal.SealJournal}.
 */
@NullMarked
package redoubt.seal;

import org.jspecify.annotations.NullMarked;
