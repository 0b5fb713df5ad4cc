package redoubt.signatures.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Images;

/** Images in memory. */
public final class Shelf implements Images {
  private final Map<String, String> owners = new ConcurrentHashMap<>();
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
  private final Map<String, Digest> tags = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final AtomicLong read = new AtomicLong();
  private volatile Runnable whenRead = () -> {};

  public void own(String namespace, String instance) {
    owners.put(namespace, instance);
  }

  public void disown(String namespace) {
    owners.remove(namespace);
  }

  public Digest put(RepositoryName repository, Manifest manifest) {
    return put(repository, Digest.of(manifest.bytes()), manifest);
  }

  public Digest put(RepositoryName repository, Digest digest, Manifest manifest) {
    manifests.put(repository + "@" + digest, manifest);
    return digest;
  }

  public void tag(RepositoryName repository, String tag, Digest digest) {
    tags.put(repository + ":" + tag, digest);
  }

  public Digest blob(byte... content) {
    Digest digest = Digest.of(content);
    blobs.put(digest, content.clone());
    return digest;
  }

  public void remove(RepositoryName repository, Digest digest) {
    manifests.remove(repository + "@" + digest);
    tags.values().removeIf(digest::equals);
  }

  @Override
  public Optional<String> owner(String namespace) {
    return Optional.ofNullable(owners.get(namespace));
  }

  @Override
  public Optional<Manifest> manifest(RepositoryName repository, Digest digest) {
    return Optional.ofNullable(manifests.get(repository + "@" + digest));
  }

  @Override
  public Optional<Digest> tagged(RepositoryName repository, Tag tag) {
    return Optional.ofNullable(tags.get(repository + ":" + tag));
  }

  @Override
  public List<String> tags(RepositoryName repository, Digest digest, int limit) {
    String prefix = repository + ":";
    return tags.entrySet().stream()
        .filter(tag -> tag.getKey().startsWith(prefix) && tag.getValue().equals(digest))
        .map(tag -> tag.getKey().substring(prefix.length()))
        .sorted()
        .limit(limit)
        .toList();
  }

  @Override
  public List<Digest> referrers(
      RepositoryName repository, Digest subject, String after, int limit) {
    return manifests.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(repository + "@"))
        .map(Map.Entry::getValue)
        .filter(manifest ->
            manifest.subject().map(Descriptor::digest).filter(subject::equals).isPresent())
        .map(manifest -> Digest.of(manifest.bytes()))
        .sorted()
        .filter(digest -> digest.toString().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<byte[]> small(RepositoryName repository, Digest digest, int longest) {
    whenRead.run();
    Optional<byte[]> found =
        Optional.ofNullable(blobs.get(digest)).filter(blob -> blob.length <= longest);
    found.ifPresent(blob -> read.addAndGet(blob.length));
    return found;
  }

  /** Bytes of blobs that were asked for. */
  public long read() {
    return read.get();
  }

  /** Does something whenever a blob is asked for. */
  public void whenRead(Runnable something) {
    whenRead = something;
  }
}
