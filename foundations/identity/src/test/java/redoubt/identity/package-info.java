/** Specifies identity against a real PostgreSQL, a real vault and a real ledger. */
@NullMarked
package redoubt.identity;

import org.jspecify.annotations.NullMarked;
