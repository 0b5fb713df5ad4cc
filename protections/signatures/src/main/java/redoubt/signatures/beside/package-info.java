/**
 * Signatures that clients put beside images through the registry's extension for them, as OpenShift
 * and the containers tools know it.
 */
@NullMarked
package redoubt.signatures.beside;

import org.jspecify.annotations.NullMarked;
