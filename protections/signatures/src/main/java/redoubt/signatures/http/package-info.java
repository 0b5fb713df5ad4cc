/** Routes of the room: signers and policies of namespaces, and what is said of images. */
@NullMarked
package redoubt.signatures.http;

import org.jspecify.annotations.NullMarked;
