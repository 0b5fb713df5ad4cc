/**
 * The commands of the seal, under which all secrets lie in the database: what state it is in, a new
 * master key, the move between files and HSM. The server does the work in the background and goes
 * on after a restart; these commands watch it and may be interrupted at any time.
 */
@NullMarked
package redoubt.cli.seal;

import org.jspecify.annotations.NullMarked;
