package redoubt.cli.cluster;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of clusters share. */
public abstract class ClusterVerb extends Verb {
  protected static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("encryption", "encryption"),
          Column.of("resources", "resources"),
          Column.of("key", "key"),
          Column.of("api server", "apiServer"));

  protected static final List<Column> DESCRIBED =
      List.of(
          Column.of("Name", "name"),
          Column.of("Id", "id"),
          Column.of("API server", "apiServer"),
          Column.of("etcd", "etcdEndpoints"),
          Column.of("Encryption", "encryption"),
          Column.of("Root key", "key"),
          Column.of("Key ring", "keyRing"),
          Column.of("Resources", "resources"),
          Column.of("Added", "createdAt"),
          Column.who("By", "createdBy"));

  protected final String clusters() {
    return "/v1/instances/" + instance() + "/clusters";
  }

  protected final String cluster(String name) {
    return clusters() + "/" + encoded(name);
  }
}
