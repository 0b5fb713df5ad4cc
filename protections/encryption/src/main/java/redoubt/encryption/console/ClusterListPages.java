package redoubt.encryption.console;

import java.util.Comparator;
import java.util.List;
import redoubt.encryption.console.ClusterListPage.Row;
import redoubt.encryption.console.pages.JteclustersGenerated;
import redoubt.web.Access;
import redoubt.web.Reach;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** The list of clusters, one instance at a time. */
final class ClusterListPages {
  private final Console console;
  private final ClusterApi api;
  private final Instances instances;

  ClusterListPages(Console console, ClusterApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/instances/{instance}/clusters",
            Access.instance(Role.READER),
            "encryption.status.list",
            "The clusters of an instance.",
            this::list));
  }

  private Response list(Request request) {
    String instance = request.pathParameter("instance");
    List<Row> rows =
        api.all(request, instance).stream()
            .map(cluster ->
                new Row(
                    cluster,
                    Posture.of(cluster, console.now()),
                    ClusterApi.page(instance, cluster.name())))
            .sorted(
                Comparator.comparingInt((Row row) -> row.posture().pill().tone().urgency())
                    .thenComparing(row -> row.cluster().name()))
            .toList();
    ClusterListPage page =
        new ClusterListPage(
            instance,
            instances.choices(request, instance, Reach.WHOLE),
            rows,
            new Commands("NAME", "KEY", List.of("secrets")));
    Part body = out -> JteclustersGenerated.render(out, null, page);
    return console.show(request, new Page("Clusters", EncryptionConsole.START, body));
  }
}
