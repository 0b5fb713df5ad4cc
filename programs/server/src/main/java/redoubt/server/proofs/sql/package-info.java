/** The last evidence of each proof, in the schema {@code proofs}. */
@NullMarked
package redoubt.server.proofs.sql;

import org.jspecify.annotations.NullMarked;
