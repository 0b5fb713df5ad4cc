package redoubt.registry.push;

import redoubt.oci.Digest;
import redoubt.registry.content.Place;

/** Content that a repository may serve. */
public record Blob(Digest digest, long size, Place place) {}
