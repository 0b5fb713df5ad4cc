/**
 * A content store in a bucket of an S3-compatible service. What comes in is collected in files of
 * the server, and is one object of the bucket when it is settled. Loaded only by servers that use
 * it.
 */
@NullMarked
package redoubt.registry.content.s3;

import org.jspecify.annotations.NullMarked;
