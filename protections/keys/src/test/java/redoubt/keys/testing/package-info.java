/**
 * A key service for tests: the real room on a real database, vault and ledger, called through the
 * real dispatcher, without a socket.
 *
 * <p>Callers are named in the bearer token; a clock that the test moves stands for time. Several
 * services can share one database, as servers do.
 */
@NullMarked
package redoubt.keys.testing;

import org.jspecify.annotations.NullMarked;
