package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.RegistryFailures;
import redoubt.registry.console.pages.JteimageGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.DeadEnd;
import redoubt.web.console.Instances;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** The page of one image. */
final class ImagePages {
  private static final String NO_IMAGE = RegistryFailures.NO_MANIFEST;

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;
  private final ImageFacts facts;

  ImagePages(Console console, RegistryApi api, Instances instances, ImageFacts facts) {
    this.console = console;
    this.api = api;
    this.instances = instances;
    this.facts = facts;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/instances/{instance}/image/{name+}/at/{reference}",
            Access.signedIn(),
            "container-registry.image.inspect",
            "One image: layers, config, platforms, signatures, who signed, where it runs.",
            this::show));
  }

  private Response show(Request request) {
    String instance = RegistryApi.instance(request);
    String repository = request.pathParameter("name");
    String reference = request.pathParameter("reference");
    JsonNode json = get(api, request, repository, reference);
    ImageView image = ImageView.of(json, console::moment);
    ImagePage page =
        new ImagePage(
            instance,
            instances.name(request, instance),
            reference,
            image,
            image.signature()
                ? Optional.empty()
                : facts.about(console, request, instance, repository, reference),
            Host.of(request),
            RegistryApi.holdsInRepository(request, repository, Role.WRITER));
    Part body = out -> JteimageGenerated.render(out, null, page);
    return console.show(request, new Page(page.title(), RegistryConsole.START, body));
  }

  static JsonNode get(RegistryApi api, Request request, String repository, String reference) {
    try {
      return api.get(
              request,
              "/repositories/" + RegistryApi.name(repository) + "/images/" + Api.segment(reference))
          .json();
    } catch (Failure failure) {
      throw failure.code().equals(NO_IMAGE)
          ? new DeadEnd(
              failure,
              RegistryApi.tags(RegistryApi.instance(request), repository),
              "Tags of " + repository)
          : failure;
    }
  }
}
