package redoubt.admission.http;

import java.util.List;
import redoubt.admission.Admission;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Decider;
import redoubt.admission.review.ReviewReader;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * What API servers ask: {@code admission.k8s.io/v1} (Kubernetes, "Dynamic Admission Control"). They
 * show no credential but the address that their configuration has.
 */
public final class AdmitRoutes {
  private final Admission admission;

  public AdmitRoutes(Admission admission) {
    this.admission = admission;
  }

  public List<Route> routes() {
    return List.of(
        route("mutate", "Write the digests of images that may run", Decider.Phase.MUTATING),
        route("validate", "Say whether images may run", Decider.Phase.VALIDATING));
  }

  private Route route(String path, String summary, Decider.Phase phase) {
    return new Route(
        "POST",
        "/admit/{cluster}/{secret}/" + path,
        Access.open(),
        "admission." + path,
        summary,
        ApiStyle.redoubt(),
        new BodyRule.Whole(ReviewReader.LONGEST),
        request -> answer(request, phase));
  }

  private Response answer(Request request, Decider.Phase phase) {
    request.concerns(request.pathParameter("cluster"));
    Standing asker =
        admission.asker(request.pathParameter("cluster"), request.pathParameter("secret"));
    return Response.bytes(
        200,
        "application/json",
        admission.answer(asker, ReviewReader.read(request.body()), phase).json());
  }
}
