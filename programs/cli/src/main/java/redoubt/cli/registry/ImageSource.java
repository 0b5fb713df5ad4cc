package redoubt.cli.registry;

import java.io.IOException;
import java.util.List;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.client.BlobSink;
import redoubt.oci.client.Fetched;

/** Where an image comes from. */
interface ImageSource extends AutoCloseable {
  Fetched root();

  Fetched manifest(Descriptor descriptor);

  /** Whether it has a manifest that an index lists. */
  boolean has(Descriptor descriptor);

  void copy(Descriptor blob, BlobSink sink) throws IOException;

  /** What is said about a manifest: signatures and the like. */
  List<Fetched> about(Digest subject);

  @Override
  void close();
}
