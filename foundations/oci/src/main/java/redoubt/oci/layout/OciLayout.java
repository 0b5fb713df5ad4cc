package redoubt.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.client.Fetched;

/** An OCI image layout (OCI image specification, "Image Layout Specification"). */
public final class OciLayout implements ImageFiles {
  private static final String NAME = "org.opencontainers.image.ref.name";

  private final Entries entries;
  private final Fetched root;

  private OciLayout(Entries entries, Optional<String> name) throws IOException {
    this.entries = entries;
    String marker = new String(entries.read("oci-layout"), StandardCharsets.UTF_8);
    if (!marker.contains("\"imageLayoutVersion\"")) {
      throw LayoutFailures.bad("its oci-layout says no version");
    }
    List<Descriptor> images =
        Manifest.read(entries.read("index.json"), MediaTypes.OCI_INDEX).manifests();
    this.root = manifest(chosen(images, name));
  }

  /**
   * An image of a directory.
   *
   * @param name the {@value #NAME} of one, or its digest; where there is but one none is needed
   */
  public static ImageFiles directory(Path directory, Optional<String> name) {
    try {
      return of(new DirectoryEntries(directory), name);
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }

  /** The same of a tar archive of such a directory. */
  public static ImageFiles archive(Path archive, Optional<String> name) {
    try {
      return of(new TarEntries(archive), name);
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }

  private static ImageFiles of(Entries entries, Optional<String> name) throws IOException {
    try {
      return new OciLayout(entries, name);
    } catch (IOException | RuntimeException e) {
      entries.close();
      throw e;
    }
  }

  private static Descriptor chosen(List<Descriptor> images, Optional<String> name) {
    List<Descriptor> fitting =
        images.stream()
            .filter(image ->
                name.isEmpty()
                    || name.get().equals(image.annotations().get(NAME))
                    || name.get().equals(image.digest().toString()))
            .toList();
    if (fitting.stream().map(Descriptor::digest).distinct().count() != 1) {
      throw LayoutFailures.which(
          images.stream()
              .limit(20)
              .map(image -> image.annotations().getOrDefault(NAME, image.digest().toString()))
              .map(text -> text.replaceAll("[^!-~]", "?"))
              .collect(Collectors.joining(", ")));
    }
    return fitting.getFirst();
  }

  @Override
  public Fetched root() {
    return root;
  }

  @Override
  public Fetched manifest(Descriptor descriptor) {
    try (InputStream in = open(descriptor)) {
      byte[] bytes = in.readNBytes(Manifest.MOST_BYTES + 1);
      if (!descriptor.digest().algorithm().of(bytes).equals(descriptor.digest())) {
        throw LayoutFailures.differs();
      }
      return new Fetched(descriptor.digest(), Manifest.read(bytes, descriptor.mediaType()));
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm().word() + "/" + digest.hex();
  }

  @Override
  public boolean has(Descriptor descriptor) {
    try {
      return entries.find(path(descriptor.digest())).isPresent();
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    Entries.Entry entry =
        entries
            .find(path(blob.digest()))
            .orElseThrow(() -> LayoutFailures.bad("it lacks " + blob.digest()));
    if (entry.size() != blob.size()) {
      throw LayoutFailures.differs();
    }
    return entries.open(entry);
  }

  @Override
  public void close() {
    try {
      entries.close();
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }
}
