/**
 * The commands of keys and key rings: each one call, or a few, of the Key Protect API. A key is
 * named by id, alias or, if only one key has it, by name. Key bytes and plaintext come from files
 * or the input, never from arguments, and files they are written to are 0600.
 */
@NullMarked
package redoubt.cli.key;

import org.jspecify.annotations.NullMarked;
