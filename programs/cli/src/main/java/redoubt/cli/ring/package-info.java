/**
 * The commands of key rings: groups of keys inside an instance to which roles can be granted. Each
 * is one call of the Key Protect API. A ring is deleted only when it is empty, or when all that is
 * left in it is destroyed keys and the user says so.
 */
@NullMarked
package redoubt.cli.ring;

import org.jspecify.annotations.NullMarked;
