package redoubt.keys.http;

import java.util.List;
import redoubt.keys.KeyProtectError;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /api/v2/kmip_adapters}: known, and not offered. */
public final class KmipRoutes {
  private static final String ADAPTERS = "/api/v2/kmip_adapters";

  private KmipRoutes() {}

  public static List<Route> routes() {
    return List.of(
        route("GET", ADAPTERS, "list"),
        route("POST", ADAPTERS, "create"),
        route("GET", ADAPTERS + "/{adapter}", "read"),
        route("DELETE", ADAPTERS + "/{adapter}", "delete"),
        route("GET", ADAPTERS + "/{adapter}/certificates", "list"),
        route("POST", ADAPTERS + "/{adapter}/certificates", "create"),
        route("GET", ADAPTERS + "/{adapter}/certificates/{certificate}", "read"),
        route("DELETE", ADAPTERS + "/{adapter}/certificates/{certificate}", "delete"),
        route("GET", ADAPTERS + "/{adapter}/kmip_objects", "list"),
        route("GET", ADAPTERS + "/{adapter}/kmip_objects/{object}", "read"),
        route("DELETE", ADAPTERS + "/{adapter}/kmip_objects/{object}", "delete"));
  }

  private static Route route(String method, String path, String verb) {
    return new Route(
        method,
        path,
        Access.instance(Role.MANAGER),
        "kms.kmip-management." + verb,
        "Answers that KMIP is not offered",
        KeyProtectStyle.INSTANCE,
        KmipRoutes::refuse);
  }

  private static Response refuse(Request request) {
    throw KeyProtectError.NOT_SUPPORTED_ERR.failure("KMIP adapters");
  }
}
