/**
 * Commands for the encryption of a cluster's stored objects. The server decides and makes the
 * files; here they are put in place, one by one and so that they can be taken back.
 */
@NullMarked
package redoubt.cli.encryption;

import org.jspecify.annotations.NullMarked;
