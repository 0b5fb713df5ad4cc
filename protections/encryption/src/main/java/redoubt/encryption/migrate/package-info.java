/**
 * Stored objects rewritten under the current key, or back into the clear, by writing each object as
 * it is under its resource version. The progress is in the database after each page, so that any
 * server goes on where another stopped; conflicts mean somebody else wrote the object, which is as
 * good.
 */
@NullMarked
package redoubt.encryption.migrate;

import org.jspecify.annotations.NullMarked;
