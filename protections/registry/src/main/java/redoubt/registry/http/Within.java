package redoubt.registry.http;

import java.util.Optional;
import redoubt.oci.RepositoryName;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Route;

/**
 * Calls below an instance that are about a part of it: who holds the role in that part is let in,
 * as who holds it in the whole instance. Whether there is such a part, and it is the instance's, is
 * for the handler to find out.
 */
final class Within {
  private Within() {}

  /** A handler of calls that are about the namespace in the path. */
  static Route.Handler namespace(Route.Handler handler) {
    return request -> {
      namespace(request, request.pathParameter("namespace"));
      return handler.handle(request);
    };
  }

  /**
   * A handler that finds out itself what the call is about; who holds the role nowhere in the
   * instance gets no further than here.
   */
  static Route.Handler some(Route.Handler handler) {
    return request -> {
      request.requireSomewhere(request.pathParameter("instance"));
      return handler.handle(request);
    };
  }

  static void namespace(Request request, String name) {
    request.requirePart(instance(request), Part.namespace(name), false);
  }

  static void repository(Request request, RepositoryName name) {
    request.requirePart(instance(request), Part.repository(name.text()), false);
  }

  /** The whole instance. */
  static void all(Request request) {
    request.requireAll(request.pathParameter("instance"));
  }

  private static Optional<String> instance(Request request) {
    return Optional.of(request.pathParameter("instance"));
  }
}
