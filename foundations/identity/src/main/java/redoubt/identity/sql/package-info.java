/** The tables of the schema {@code identity}, one class each. */
@NullMarked
package redoubt.identity.sql;

import org.jspecify.annotations.NullMarked;
