package redoubt.encryption.console;

import java.util.ArrayList;
import java.util.List;
import redoubt.web.Access;
import redoubt.web.Reach;
import redoubt.web.Request;
import redoubt.web.Role;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.ClusterPosture;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;

/** All pages of the room. */
public final class EncryptionConsole {
  /** Path of the room's entry in the navigation. */
  public static final String START = "/encryption";

  /** The room's entry in the navigation. */
  public static final List<ConsoleLink> LINKS =
      List.of(new ConsoleLink(START, "Encryption", Reach.WHOLE::opensAnywhere));

  private EncryptionConsole() {}

  public static List<Route> routes(Console console) {
    Instances instances = new Instances(console);
    ClusterApi api = new ClusterApi(console);
    List<Route> routes = new ArrayList<>();
    routes.add(
        console.page(
            START,
            Access.signedIn(),
            "console.encryption.open",
            "Goes to the clusters of the chosen instance, or of the first one.",
            request -> instances.enter(request, "Clusters", START, "clusters", Reach.WHOLE)));
    routes.addAll(new ClusterListPages(console, api, instances).routes());
    routes.addAll(new ClusterPages(console, api, instances).routes());
    routes.addAll(new ProgressPages(console, api).routes());
    routes.addAll(new ClusterForms(console, api).routes());
    return routes;
  }

  /** How every cluster stands that the caller may look at. */
  public static List<ClusterPosture> postures(
      Console console, Request request, List<String> instances) {
    ClusterApi api = new ClusterApi(console);
    List<ClusterPosture> postures = new ArrayList<>();
    for (String instance : instances) {
      if (request.principal().allows(instance, List.of(Role.READER))) {
        for (ClusterSummary cluster : api.all(request, instance)) {
          Posture posture = Posture.of(cluster, console.now());
          postures.add(
              new ClusterPosture(
                  instance,
                  cluster.name(),
                  posture.pill(),
                  posture.why(),
                  ClusterApi.page(instance, cluster.name())));
        }
      }
    }
    return postures;
  }
}
