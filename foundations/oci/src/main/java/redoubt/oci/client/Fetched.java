package redoubt.oci.client;

import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;

/** A manifest from elsewhere, whose bytes have that digest. */
public record Fetched(Digest digest, Manifest manifest) {
  public Descriptor descriptor() {
    return new Descriptor(manifest.mediaType(), digest, manifest.bytes().length);
  }
}
