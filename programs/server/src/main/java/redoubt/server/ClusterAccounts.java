package redoubt.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.encryption.PluginAccounts;
import redoubt.identity.FreshKey;
import redoubt.identity.Services;
import redoubt.ledger.Entry;
import redoubt.web.Part;
import redoubt.web.Role;

/** Connects the encryption of clusters with identity. */
record ClusterAccounts(Services services) implements PluginAccounts {
  private static final String KEY = "kms plugin";

  private static String name(Cluster cluster) {
    return "kms-plugin-" + cluster.id();
  }

  @Override
  public Credential issue(
      Handle transaction,
      Consumer<Entry> journal,
      String actor,
      Cluster cluster,
      String ring,
      Optional<String> node) {
    String account = services.ensure(transaction, journal, actor, name(cluster));
    admit(transaction, journal, actor, cluster, ring);
    String keyName = node.map(named -> KEY + " " + named).orElse(KEY);
    FreshKey key =
        services.issue(transaction, journal, actor, name(cluster), keyName, Optional.empty());
    return new Credential(
        account,
        key.apiKey().id(),
        SecretBytes.owning(key.text().getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public List<PluginKey> keys(Handle handle, Cluster cluster) {
    return services.keys(handle, name(cluster)).stream()
        .map(key ->
            new PluginKey(
                key.id(),
                Optional.of(key.name())
                    .filter(named -> named.startsWith(KEY + " "))
                    .map(named -> named.substring(KEY.length() + 1)),
                key.createdAt(),
                key.lastUsedAt()))
        .toList();
  }

  @Override
  public void revoke(
      Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster, Set<String> ids) {
    services.revoke(transaction, journal, actor, name(cluster), ids);
  }

  @Override
  public void admit(
      Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster, String ring) {
    services.admit(
        transaction,
        journal,
        actor,
        name(cluster),
        Role.READER,
        cluster.tenant(),
        Optional.of(Part.ring(ring)));
  }

  @Override
  public void end(Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster) {
    services.end(transaction, journal, actor, name(cluster));
  }
}
