package redoubt.registry.console;

import java.util.ArrayList;
import java.util.List;
import redoubt.web.Access;
import redoubt.web.Reach;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;

/** All pages of the room. */
public final class RegistryConsole {
  /** Path of the room's entry in the navigation. */
  public static final String START = "/images";

  /** The room's entry in the navigation. */
  public static final List<ConsoleLink> LINKS =
      List.of(new ConsoleLink(START, "Images", Reach.IMAGES::opensAnywhere));

  private RegistryConsole() {}

  /**
   * @param facts what others know of images
   */
  public static List<Route> routes(Console console, ImageFacts facts) {
    Instances instances = new Instances(console);
    RegistryApi api = new RegistryApi(console);
    List<Route> routes = new ArrayList<>();
    routes.add(
        console.page(
            START,
            Access.signedIn(),
            "console.images.open",
            "Goes to the namespaces of the chosen instance, or of the first one.",
            request -> instances.enter(request, "Images", START, "images", Reach.IMAGES)));
    routes.addAll(new NamespacePages(console, api, instances, facts).routes());
    routes.addAll(new RepositoryPages(console, api, instances, facts).routes());
    routes.addAll(new TagPages(console, api, instances, facts).routes());
    routes.addAll(new ImagePages(console, api, instances, facts).routes());
    routes.addAll(new DeletePages(console, api).routes());
    routes.addAll(new TrashPages(console, api, instances).routes());
    routes.addAll(new QuotaPages(console, api, instances).routes());
    routes.addAll(new RobotPages(console, api, instances).routes());
    routes.addAll(new WebhookPages(console, api, instances).routes());
    routes.addAll(new RetentionPages(console, api, instances).routes());
    return routes;
  }
}
