package redoubt.cli.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Tag;
import redoubt.oci.client.Fetched;

/** All that an image takes: blobs, and manifests in an order in which each finds what it names. */
final class Cargo {
  private static final int MOST_MANIFESTS = 2000;
  private static final int DEEPEST = 8;

  private final ImageSource source;
  private final boolean signatures;
  private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
  private final List<Sent> manifests = new ArrayList<>();
  private final Set<Digest> seen = new HashSet<>();

  /** A manifest and the tag that it is given, if it is not by its digest alone. */
  record Sent(Fetched manifest, Optional<Tag> tag) {}

  private Cargo(ImageSource source, boolean signatures) {
    this.source = source;
    this.signatures = signatures;
  }

  static Cargo of(ImageSource source, Optional<Tag> tag, boolean signatures) {
    Cargo cargo = new Cargo(source, signatures);
    cargo.load(source.root(), tag, 0);
    return cargo;
  }

  List<Descriptor> blobs() {
    return List.copyOf(blobs.values());
  }

  List<Sent> manifests() {
    return manifests;
  }

  private void load(Fetched fetched, Optional<Tag> tag, int depth) {
    if (!seen.add(fetched.digest())) {
      if (tag.isPresent()) {
        manifests.add(new Sent(fetched, tag));
      }
      return;
    }
    if (depth > DEEPEST || seen.size() > MOST_MANIFESTS) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "cli.image-too-large",
          "The image has more manifests, or more of them within each other, than are imported.",
          "Import the images that it lists one by one.");
    }
    fetched.manifest().blobs().forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
    for (Descriptor child : fetched.manifest().manifests()) {
      if (!seen.contains(child.digest()) && source.has(child)) {
        load(source.manifest(child), Optional.empty(), depth + 1);
      }
    }
    manifests.add(new Sent(fetched, tag));
    if (signatures) {
      for (Fetched about : source.about(fetched.digest())) {
        load(about, Optional.empty(), depth + 1);
      }
      if (source instanceof RemoteSource remote) {
        for (RemoteSource.Tagged tagged : remote.tagged(fetched.digest())) {
          load(tagged.manifest(), Optional.of(tagged.tag()), depth + 1);
        }
      }
    }
  }
}
