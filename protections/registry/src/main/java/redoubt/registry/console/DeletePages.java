package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.console.pages.JtedeleteGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** Moves an image to the trash, after a page that says what goes with it. */
final class DeletePages {
  private static final String PATH = "/instances/{instance}/delete-image/{name+}/at/{reference}";

  private final Console console;
  private final RegistryApi api;

  DeletePages(Console console, RegistryApi api) {
    this.console = console;
    this.api = api;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "container-registry.image.inspect",
            "Asks before an image goes to the trash.",
            request -> ask(request, Optional.empty())),
        console.form(
            PATH,
            Access.signedIn(),
            "container-registry.image.delete",
            "Moves an image to the trash with all its tags.",
            this::delete));
  }

  static String path(String instance, String repository, String digest) {
    return "/instances/"
        + Api.segment(instance)
        + "/delete-image/"
        + RegistryApi.name(repository)
        + "/at/"
        + Api.segment(digest);
  }

  private Response ask(Request request, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    String repository = request.pathParameter("name");
    ImageView image =
        ImageView.of(
            ImagePages.get(api, request, repository, request.pathParameter("reference")),
            console::moment);
    DeletePage page =
        new DeletePage(
            instance,
            image,
            path(instance, repository, image.digest()),
            RegistryApi.holdsInRepository(request, repository, Role.WRITER),
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JtedeleteGenerated.render(out, null, page);
    return console.show(
        request,
        Forms.status(failure),
        new Page("Delete " + image.repository(), RegistryConsole.START, body));
  }

  private Response delete(Request request) {
    String repository = request.pathParameter("name");
    try {
      api.send(
          request,
          "POST",
          "/images/delete",
          Map.of("repository", repository, "digest", request.pathParameter("reference")));
      return console.redirect(
          RegistryApi.tags(RegistryApi.instance(request), repository) + "?done=deleted");
    } catch (Failure failure) {
      return Forms.again(failure, () -> ask(request, Optional.of(failure)));
    }
  }
}
