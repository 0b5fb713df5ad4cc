package redoubt.registry;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Incoming;
import redoubt.registry.push.Uploads;
import redoubt.registry.upstream.Upstreams;

/**
 * Lets other rooms put manifests into repositories, as if somebody had pushed them: with quotas,
 * with a mark in the ledger, and heard by all who listen. Who asks has made sure who may.
 */
public final class Additions {
  private static final Logger LOG = LoggerFactory.getLogger(Additions.class);

  private final Upstreams upstreams;
  private final Uploads uploads;
  private final Manifests manifests;

  Additions(Upstreams upstreams, Uploads uploads, Manifests manifests) {
    this.upstreams = upstreams;
    this.uploads = uploads;
    this.manifests = manifests;
  }

  /**
   * Puts a manifest with what it names.
   *
   * @throws Failure as a push of the same
   */
  public void put(
      Manifests.Actor actor, RepositoryName repository, Manifest manifest, List<byte[]> blobs) {
    if (upstreams.of(repository.first()).isPresent()) {
      throw Upstreams.nobodyPushes();
    }
    for (byte[] blob : blobs) {
      put(actor, repository, blob);
    }
    var _ = manifests.put(actor, repository, Digest.of(manifest.bytes()), manifest, List.of());
  }

  private void put(Manifests.Actor actor, RepositoryName repository, byte[] blob) {
    UUID upload = uploads.begin(repository, actor.user());
    try {
      uploads.finish(
          repository,
          upload,
          Digest.of(blob),
          new Incoming(
              OptionalLong.empty(),
              OptionalLong.of(blob.length),
              sink -> {
                sink.accept(ByteBuffer.wrap(blob));
                return blob.length;
              }));
    } catch (RuntimeException e) {
      cancel(repository, upload);
      throw e;
    }
  }

  private void cancel(RepositoryName repository, UUID upload) {
    try {
      uploads.cancel(repository, upload);
    } catch (Failure e) {
      LOG.debug("an upload that was given up is swept later", e);
    }
  }
}
