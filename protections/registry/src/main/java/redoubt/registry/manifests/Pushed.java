package redoubt.registry.manifests;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Tag;

/**
 * What came of a push.
 *
 * @param subject what the manifest says something about
 */
public record Pushed(Digest digest, Optional<Digest> subject, List<Tag> tags) {}
