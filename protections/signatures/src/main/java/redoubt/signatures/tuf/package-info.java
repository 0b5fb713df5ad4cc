/**
 * The files of a Notary v1 repository (The Update Framework, as notary 0.7 writes them): their
 * model, their canonical JSON, and whether they hold together from the root to the tag of an image.
 * Pure: no clock but the time that is given, no network, no database.
 */
@NullMarked
package redoubt.signatures.tuf;

import org.jspecify.annotations.NullMarked;
