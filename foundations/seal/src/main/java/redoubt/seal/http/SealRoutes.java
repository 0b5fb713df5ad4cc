package redoubt.seal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.crypto.MasterKeys;
import redoubt.seal.MasterChange;
import redoubt.seal.SealStatus;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** {@code /v1/seal}. */
public final class SealRoutes {
  private final MasterChange change;
  private final Runnable goOn;

  /**
   * @param goOn makes the background work run soon; need not wait for it
   */
  public SealRoutes(MasterChange change, Runnable goOn) {
    this.change = change;
    this.goOn = goOn;
  }

  public List<Route> routes() {
    return List.of(
        route("GET", "/v1/seal", "seal.status.read", "How the seal stands", this::status),
        route(
            "POST",
            "/v1/seal/rotate",
            "seal.master.rotate",
            "Give every secret a new master key, in the background",
            this::rotate),
        route(
            "POST",
            "/v1/seal/migrate",
            "seal.master.migrate",
            "Move to a master key in another key store, in the background",
            this::migrate));
  }

  private static Route route(
      String method, String path, String action, String summary, Route.Handler handler) {
    return new Route(
        method, path, Access.administrator(), action, summary, ApiStyle.redoubt(), handler);
  }

  private Response status(Request request) {
    return Response.json(200, describe(change.status()));
  }

  private Response rotate(Request request) {
    change.rotate(request.principal().user());
    return begun();
  }

  private Response migrate(Request request) {
    JsonNode to = request.json().path("to");
    MasterKeys.Kind kind =
        MasterKeys.Kind.of(to.asText(""))
            .orElseThrow(() ->
                new Failure(
                    Failure.Kind.INVALID,
                    "seal.bad-provider",
                    "The body does not say where to migrate to.",
                    "Send {\"to\":\"file\"} or {\"to\":\"pkcs11\"}."));
    change.migrate(kind, request.principal().user());
    return begun();
  }

  private Response begun() {
    goOn.run();
    return Response.json(202, describe(change.status()));
  }

  private static Map<String, Object> describe(SealStatus status) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("kind", null);
    status
        .job()
        .ifPresent(newest -> {
          job.put("kind", newest.kind());
          job.put("state", newest.state().text());
          job.put("done", newest.done());
          job.put("total", newest.total());
          job.put("startedAt", newest.startedAt().toString());
          newest.problem().ifPresent(problem -> job.put("problem", problem));
        });
    Map<String, Object> hsm = new LinkedHashMap<>();
    hsm.put("configured", status.hsmConfigured());
    hsm.put("reachable", status.hsmConfigured() && status.hsmTrouble().isEmpty());
    status.hsmTrouble().ifPresent(trouble -> hsm.put("problem", trouble));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("provider", status.provider().text());
    answer.put(
        "master",
        Map.of("id", status.masterId(), "createdAt", status.masterCreatedAt().toString()));
    answer.put("secrets", status.secrets());
    answer.put("pending", status.pending());
    answer.put("job", job);
    answer.put("hsm", hsm);
    return answer;
  }
}
