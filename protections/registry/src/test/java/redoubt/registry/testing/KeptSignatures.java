package redoubt.registry.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.SignatureObjects;

/** Keeps what is put, in memory. */
final class KeptSignatures implements SignatureObjects {
  private final Map<String, List<Kept>> all = new ConcurrentHashMap<>();

  @Override
  public List<Kept> list(String instance, RepositoryName repository, Digest image) {
    return List.copyOf(all.getOrDefault(key(instance, repository, image), List.of()));
  }

  private static String key(String instance, RepositoryName repository, Digest image) {
    return instance + " " + repository + "@" + image;
  }

  @Override
  public void put(
      String instance, String actor, RepositoryName repository, Digest image, Kept signature) {
    all.computeIfAbsent(key(instance, repository, image), absent -> new CopyOnWriteArrayList<>())
        .add(signature);
  }
}
