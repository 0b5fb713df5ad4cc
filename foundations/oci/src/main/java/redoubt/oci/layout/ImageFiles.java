package redoubt.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import redoubt.oci.Descriptor;
import redoubt.oci.client.Fetched;

/** One image in files, with all that it names. */
public interface ImageFiles extends AutoCloseable {
  /** Its manifest or index. */
  Fetched root();

  /**
   * A manifest that an index of it lists.
   *
   * @throws redoubt.core.Failure {@code oci.bad-layout}, {@code oci.content-differs}
   */
  Fetched manifest(Descriptor descriptor);

  /** Whether it is in the files; an index may list what is not. */
  boolean has(Descriptor descriptor);

  /**
   * The bytes of a config or a layer. They are not compared with the digest: who takes them does.
   *
   * @throws redoubt.core.Failure {@code oci.bad-layout}, {@code oci.content-differs} for the size
   */
  InputStream open(Descriptor blob) throws IOException;

  @Override
  void close();
}
