/**
 * The attacks on what content trust promises, one class each: images that nobody signed, or the
 * wrong one, or somebody who was revoked, or too long ago; signatures that belong to another image;
 * tags and timestamps of long ago. They push and sign over HTTP as anybody could, in a namespace
 * that is there for one proof alone, with keys that are made for it and forgotten with it. Each
 * attack stands beside its permitted form, so that a server that trusts nothing proves nothing.
 */
@NullMarked
package redoubt.signatures.proof;

import org.jspecify.annotations.NullMarked;
