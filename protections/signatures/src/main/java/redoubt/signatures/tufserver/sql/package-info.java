/** The tables of the Notary v1 server. */
@NullMarked
package redoubt.signatures.tufserver.sql;

import org.jspecify.annotations.NullMarked;
