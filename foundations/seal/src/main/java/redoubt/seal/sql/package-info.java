/**
 * The tables of the seal. Rows go in and come out as they are; nothing is sealed or opened here.
 */
@NullMarked
package redoubt.seal.sql;

import org.jspecify.annotations.NullMarked;
