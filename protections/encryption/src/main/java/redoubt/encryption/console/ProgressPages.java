package redoubt.encryption.console;

import java.util.List;
import java.util.Optional;
import redoubt.encryption.console.pages.JtemigratingGenerated;
import redoubt.encryption.console.pages.JtereadingGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/**
 * How far a migration or a reading is. The cluster's page asks here again and again while one
 * lasts; when it has ended, the page is told to load itself anew.
 */
final class ProgressPages {
  private static final String CLUSTER = "/instances/{instance}/clusters/{cluster}";

  private final Console console;
  private final ClusterApi api;

  ProgressPages(Console console, ClusterApi api) {
    this.console = console;
    this.api = api;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            CLUSTER + "/migration",
            Access.instance(Role.READER),
            "encryption.status.read",
            "How far the migration of a cluster is.",
            request -> {
              ProgressPage page = page(request);
              boolean running =
                  page.cluster().migration().filter(MigrationSummary::isRunning).isPresent();
              return show(
                  request,
                  running,
                  "Migration of " + page.cluster().name(),
                  out -> JtemigratingGenerated.render(out, null, page));
            }),
        console.page(
            CLUSTER + "/ledger",
            Access.instance(Role.READER),
            "encryption.status.read",
            "How far the reading of a cluster's etcd is.",
            request -> {
              ProgressPage page = page(request);
              boolean running =
                  page.cluster().reading().filter(ReadingSummary::isRunning).isPresent();
              return show(
                  request,
                  running,
                  "Ledger of " + page.cluster().name(),
                  out -> JtereadingGenerated.render(out, null, page));
            }));
  }

  private Response show(Request request, boolean running, String title, Part body) {
    boolean asked = request.header("hx-request").isPresent();
    return asked && !running
        ? Response.empty(204)
            .withHeader("HX-Refresh", "true")
            .withHeader("Cache-Control", "no-store")
        : console.show(request, new Page(title, EncryptionConsole.START, body));
  }

  private ProgressPage page(Request request) {
    String instance = request.pathParameter("instance");
    return new ProgressPage(
        instance,
        api.one(request),
        request.principal().allows(instance, List.of(Role.MANAGER)),
        console.csrf(request),
        Optional.empty());
  }
}
