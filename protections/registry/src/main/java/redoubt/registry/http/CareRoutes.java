package redoubt.registry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.registry.life.Recount;
import redoubt.registry.life.Scrub;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** Checks of the whole registry, for those who run it. */
final class CareRoutes {
  private final Recount recount;
  private final Scrub scrub;

  CareRoutes(Recount recount, Scrub scrub) {
    this.recount = recount;
    this.scrub = scrub;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/registry/recount",
            Access.administrator(),
            "registry.recount",
            "Count anew what the registry counts",
            ApiStyle.redoubt(),
            this::count),
        new Route(
            "POST",
            "/v1/registry/scrub",
            Access.administrator(),
            "registry.scrub",
            "Read a piece of all content against its digests",
            ApiStyle.redoubt(),
            this::read));
  }

  private Response count(Request request) {
    List<Recount.Difference> differences = recount.differences();
    return Response.json(200, Map.of("items", differences.stream().map(CareRoutes::view).toList()));
  }

  private static Map<String, Object> view(Recount.Difference difference) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kind", difference.kind());
    view.put("of", difference.of());
    view.put("is", difference.is());
    view.put("should", difference.should());
    return view;
  }

  private Response read(Request request) {
    Scrub.Piece piece = scrub.piece(request.json().path("after").asText(""));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("blobs", piece.blobs());
    view.put("bytes", piece.bytes());
    view.put(
        "damaged",
        piece.damaged().stream()
            .map(damage ->
                Map.of("digest", damage.digest().toString(), "repositories", damage.repositories()))
            .toList());
    piece.next().ifPresent(next -> view.put("next", next));
    return Response.json(200, view);
  }
}
