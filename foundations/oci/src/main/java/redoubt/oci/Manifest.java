package redoubt.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a digest or a tag of a repository leads to. */
public sealed interface Manifest {
  /** The longest that is read. */
  int MOST_BYTES = 4 << 20;

  /** The bytes it was read from, which its digest is over. */
  byte[] bytes();

  /** Of the manifest itself: what it says, or else what it was sent as. */
  String mediaType();

  /** The manifest that this one says something about, such as an image that it signs. */
  Optional<Descriptor> subject();

  Map<String, String> annotations();

  /**
   * What kind of artifact it is, as the referrers list has it: what the manifest says, or else the
   * media type of its config (OCI distribution specification, "Listing referrers").
   */
  Optional<String> artifactType();

  /** Content that has to be there before the manifest is: a client could not pull it otherwise. */
  List<Descriptor> blobs();

  /** Manifests that this one lists. */
  List<Descriptor> manifests();

  /** A config and layers: an image, or any other artifact. */
  @SuppressWarnings(
      "ArrayRecordComponent") // Kept as they came and not handed to anybody who writes.
  record Image(
      byte[] bytes,
      String mediaType,
      Optional<String> ownArtifactType,
      Descriptor config,
      List<Descriptor> layers,
      Optional<Descriptor> subject,
      Map<String, String> annotations)
      implements Manifest {
    public Image {
      layers = List.copyOf(layers);
      annotations = Map.copyOf(annotations);
    }

    @Override
    public Optional<String> artifactType() {
      return ownArtifactType.or(() -> Optional.of(config.mediaType()));
    }

    @Override
    public List<Descriptor> blobs() {
      return Stream.concat(
              Stream.of(config),
              layers.stream().filter(layer -> !MediaTypes.isKeptElsewhere(layer.mediaType())))
          .toList();
    }

    @Override
    public List<Descriptor> manifests() {
      return List.of();
    }
  }

  /** A list of manifests, such as one image for several platforms. */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  record Index(
      byte[] bytes,
      String mediaType,
      Optional<String> artifactType,
      List<Descriptor> manifests,
      Optional<Descriptor> subject,
      Map<String, String> annotations)
      implements Manifest {
    public Index {
      manifests = List.copyOf(manifests);
      annotations = Map.copyOf(annotations);
    }

    @Override
    public List<Descriptor> blobs() {
      return List.of();
    }
  }

  /**
   * Reads a manifest.
   *
   * @param sentAs media type of the transport, without parameters; empty when it is not known
   * @throws redoubt.core.Failure {@code oci.bad-manifest}, {@code oci.bad-digest}
   */
  static Manifest read(byte[] bytes, String sentAs) {
    return ManifestReader.read(bytes, sentAs);
  }
}
