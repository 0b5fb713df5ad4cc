package redoubt.server.proofs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Proof;
import redoubt.core.Protection;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/** {@code /v1/proofs} and {@code /v1/evidence}. */
public final class ProofRoutes {
  private final ProofRunner runner;
  private final EvidenceStore kept;

  public ProofRoutes(ProofRunner runner, EvidenceStore kept) {
    this.runner = runner;
    this.kept = kept;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/proofs",
            Access.signedIn(),
            "proofs.proof.list",
            "The proofs there are, with claim and attack",
            ApiStyle.redoubt(),
            this::list),
        new Route(
            "POST",
            "/v1/proofs/run",
            Access.administrator(),
            "proofs.proof.run",
            "Run all proofs, or those of one protection",
            ApiStyle.redoubt(),
            this::run),
        new Route(
            "GET",
            "/v1/evidence",
            Access.signedIn(),
            "proofs.evidence.list",
            "The last evidence of each proof; what was seen, for administrators only",
            ApiStyle.redoubt(),
            this::evidence));
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            runner.protections().stream()
                .flatMap(room -> room.proofs().stream().map(proof -> described(room, proof)))
                .toList()));
  }

  private static Map<String, String> described(Protection room, Proof proof) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("proof", proof.id());
    fields.put("protection", room.name());
    fields.put("claim", proof.claim());
    fields.put("attack", proof.attack());
    return fields;
  }

  private Response run(Request request) {
    Optional<String> protection = Optional.empty();
    if (request.body().length > 0) {
      JsonNode name = request.json().path("protection");
      protection = name.isTextual() ? Optional.of(name.asText()) : Optional.empty();
    }
    return items(runner.run(protection, request.principal().user()), true);
  }

  private Response evidence(Request request) {
    return items(kept.last(), request.principal().isAdministrator());
  }

  private static Response items(List<ProofRunner.Recorded> all, boolean seen) {
    return Response.json(
        200, Map.of("items", all.stream().map(recorded -> fields(recorded, seen)).toList()));
  }

  /**
   * @param seen whether with what was seen, which may tell of every tenant: clusters, and how many
   */
  private static Map<String, Object> fields(ProofRunner.Recorded recorded, boolean seen) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("proof", recorded.evidence().proof());
    fields.put("protection", recorded.evidence().protection());
    fields.put("claim", recorded.evidence().claim());
    fields.put("attack", recorded.evidence().attack());
    if (seen) {
      fields.put("observation", recorded.evidence().observation());
    }
    fields.put("outcome", recorded.evidence().outcome().name().toLowerCase(java.util.Locale.ROOT));
    fields.put("at", recorded.evidence().at().toString());
    fields.put("ledgerEntry", recorded.entry().toString());
    return fields;
  }
}
