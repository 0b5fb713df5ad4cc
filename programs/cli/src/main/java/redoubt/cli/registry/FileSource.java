package redoubt.cli.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.client.BlobSink;
import redoubt.oci.client.Fetched;
import redoubt.oci.layout.ImageFiles;

/** An image in files; the server compares what it is sent with the digests. */
record FileSource(ImageFiles files) implements ImageSource {
  @Override
  public Fetched root() {
    return files.root();
  }

  @Override
  public Fetched manifest(Descriptor descriptor) {
    return files.manifest(descriptor);
  }

  @Override
  public boolean has(Descriptor descriptor) {
    return files.has(descriptor);
  }

  @Override
  public void copy(Descriptor blob, BlobSink sink) throws IOException {
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = files.open(blob)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sink.take(ByteBuffer.wrap(buffer, 0, read));
      }
    }
  }

  @Override
  public List<Fetched> about(Digest subject) {
    return List.of();
  }

  @Override
  public void close() {
    files.close();
  }
}
