/**
 * The encryption ledger of a registered cluster: the server reads its etcd as a job that any server
 * goes on with, opens samples with the root key, and keeps signed reports. A report's digest is in
 * the Merkle ledger for good; the report itself, which has names of objects, is sealed and kept for
 * a while. What a user read elsewhere is kept as that: reported, not seen.
 */
@NullMarked
package redoubt.encryption.report;

import org.jspecify.annotations.NullMarked;
