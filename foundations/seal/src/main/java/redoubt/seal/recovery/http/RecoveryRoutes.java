package redoubt.seal.recovery.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.seal.recovery.WaitingExports;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** {@code /v1/recovery/exports}. */
public final class RecoveryRoutes {
  private final WaitingExports exports;

  public RecoveryRoutes(WaitingExports exports) {
    this.exports = exports;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/v1/recovery/exports",
            Access.administrator(),
            "recovery.export.create",
            "Make a recovery export; its shares are shown once",
            ApiStyle.redoubt(),
            this::make),
        new Route(
            "GET",
            "/v1/recovery/exports/{export}",
            Access.administrator(),
            "recovery.export.read",
            "Fetch a recovery export, once",
            ApiStyle.redoubt(),
            this::fetch));
  }

  private Response make(Request request) {
    JsonNode body = request.json();
    WaitingExports.Waiting waiting =
        exports.make(
            number(body.path("shares")),
            number(body.path("threshold")),
            request.principal().user());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", waiting.made().id().toString());
    answer.put("shares", waiting.made().shares());
    answer.put("threshold", waiting.made().threshold());
    answer.put("bytes", waiting.bytes());
    answer.put("sha256", waiting.sha256());
    answer.put("tables", waiting.made().contents().tables());
    answer.put("rows", waiting.made().contents().rows());
    answer.put("secrets", waiting.made().contents().secrets());
    answer.put("hardwareKeys", waiting.made().contents().hardwareKeys());
    return Response.json(201, answer).withHeader("Cache-Control", "no-store");
  }

  private Response fetch(Request request) {
    UUID id = exports.require(request.pathParameter("export"));
    String actor = request.principal().user();
    return Response.stream(200, "application/octet-stream", out -> exports.fetch(id, actor, out))
        .withHeader("Content-Disposition", "attachment; filename=\"" + id + ".redoubt-recovery\"")
        .withHeader("Cache-Control", "no-store");
  }

  private static int number(JsonNode node) {
    if (!node.isInt()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "recovery.bad-request",
          "The body does not say how many shares there are to be, and how many are enough.",
          "Send {\"shares\":5,\"threshold\":3}.");
    }
    return node.intValue();
  }
}
