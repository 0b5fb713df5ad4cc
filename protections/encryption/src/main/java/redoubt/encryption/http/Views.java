package redoubt.encryption.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import redoubt.encryption.Cluster;
import redoubt.encryption.lease.Generation;
import redoubt.encryption.lease.Holder;
import redoubt.encryption.lease.Terms;
import redoubt.encryption.migrate.Migration;
import redoubt.encryption.migrate.Task;

/** What clients see; never a credential. */
final class Views {
  private Views() {}

  static Map<String, Object> of(Cluster cluster) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", cluster.id().toString());
    view.put("name", cluster.name());
    cluster.apiServer().ifPresent(server -> view.put("apiServer", server));
    view.put("etcdEndpoints", cluster.etcdEndpoints());
    view.put("encryption", cluster.phase().name().toLowerCase(Locale.ROOT));
    cluster
        .use()
        .ifPresent(use -> {
          view.put("key", use.key().toString());
          view.put("keyRing", use.ring());
        });
    view.put("resources", cluster.resources());
    view.put("createdAt", cluster.createdAt().toString());
    view.put("createdBy", cluster.createdBy());
    return view;
  }

  /** Flat, for a plugin without a JSON library. */
  static Map<String, Object> of(Terms terms) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("revision", terms.revision());
    view.put("keyId", terms.generation().keyId());
    view.put("key", terms.generation().key().toString());
    view.put("version", terms.generation().version().toString());
    view.put("state", terms.state().name().toLowerCase(Locale.ROOT));
    return view;
  }

  static Map<String, Object> of(Generation generation) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("generation", generation.number());
    view.put("keyId", generation.keyId());
    view.put("key", generation.key().toString());
    view.put("version", generation.version().toString());
    view.put("since", generation.since().toString());
    return view;
  }

  static Map<String, Object> of(Holder holder) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("holder", holder.id());
    view.put("since", holder.since().toString());
    view.put("seenAt", holder.seenAt().toString());
    view.put("revision", holder.known());
    return view;
  }

  static Map<String, Object> of(Migration migration) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", migration.id().toString());
    view.put("state", migration.state().name().toLowerCase(Locale.ROOT));
    view.put("decrypting", migration.decrypting());
    view.put("by", migration.way().means().word());
    migration
        .way()
        .task()
        .filter(task -> task.phase() != Task.Phase.OVER)
        .ifPresent(task ->
            view.put(
                "task",
                Map.of(
                    "name",
                    task.name(),
                    "phase",
                    task.phase().name().toLowerCase(Locale.ROOT),
                    "since",
                    task.since().toString())));
    view.put("resources", migration.resources());
    view.put("resourcesDone", migration.position());
    view.put(
        "resource",
        migration.position() < migration.resources().size()
            ? migration.resources().get(migration.position())
            : "");
    view.put("total", Math.max(migration.total(), migration.done()));
    view.put("done", migration.done());
    view.put("rewritten", migration.reached().rewritten());
    view.put("byOthers", migration.reached().byOthers());
    view.put("gone", migration.reached().gone());
    view.put("unchanged", migration.reached().unchanged());
    view.put("rate", migration.rate());
    migration.failure().ifPresent(why -> view.put("failure", why));
    view.put("startedAt", migration.startedAt().toString());
    view.put("startedBy", migration.startedBy());
    view.put("updatedAt", migration.updatedAt().toString());
    return view;
  }
}
