/** What proofs need of the registry's tables: rows of their own content. */
@NullMarked
package redoubt.registry.proof.sql;

import org.jspecify.annotations.NullMarked;
