/**
 * A registry for tests: the real room on a real database, ledger and content store, called through
 * the real dispatcher, without a socket.
 *
 * <p>Callers are named in the bearer token; a clock that the test moves stands for time. Several
 * registries can share one database and one store, as servers do.
 */
@NullMarked
package redoubt.registry.testing;

import org.jspecify.annotations.NullMarked;
