package redoubt.signatures.console;

import java.util.ArrayList;
import java.util.List;
import redoubt.core.Failure;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.console.Console;

/** All pages of the room. Ways to them are on the pages of images. */
public final class TrustConsole {
  /** Entry of the navigation that leads to namespaces. */
  static final String SECTION = "/images";

  private TrustConsole() {}

  public static List<Route> routes(Console console) {
    SignerApi api = new SignerApi(console);
    List<Route> routes = new ArrayList<>();
    routes.addAll(new SignerPages(console, api).routes());
    routes.addAll(new RevokePages(console, api).routes());
    routes.addAll(new ForeignPages(console).routes());
    return routes;
  }

  /** The form again, with what went wrong; what cannot be shown again is a page of its own. */
  static Response again(Failure failure, java.util.function.Supplier<Response> form) {
    return switch (failure.kind()) {
      case INVALID, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE, NOT_SUPPORTED ->
          form.get();
      case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
    };
  }
}
