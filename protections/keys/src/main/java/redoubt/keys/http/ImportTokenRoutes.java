package redoubt.keys.http;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.keys.ImportToken;
import redoubt.keys.imports.ImportTokens;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/**
 * {@code /api/v2/import_token}. A token belongs to the instance; whoever may write keys in one of
 * its rings may make and fetch it.
 */
public final class ImportTokenRoutes {
  private static final String PATH = "/api/v2/import_token";

  private final ImportTokens tokens;

  public ImportTokenRoutes(ImportTokens tokens) {
    this.tokens = tokens;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            PATH,
            Access.ring(Role.WRITER),
            "kms.importtoken.create",
            "Makes a token under which keys can be imported",
            KeyProtectStyle.INSTANCE,
            this::create),
        new Route(
            "GET",
            PATH,
            Access.ring(Role.WRITER),
            "kms.importtoken.read",
            "Fetches the import token",
            KeyProtectStyle.INSTANCE,
            this::retrieve));
  }

  private Response create(Request request) {
    requireSomeRing(request);
    Fields body = KmsBody.objectIfAny(request);
    int seconds =
        body.integer("expiration", ImportTokens.SHORTEST, ImportTokens.LONGEST)
            .orElse(ImportTokens.USUAL);
    int retrievals =
        body.integer("maxAllowedRetrievals", 1, ImportTokens.MOST_RETRIEVALS).orElse(1);
    ImportToken token =
        tokens.create(
            request.instance(),
            Duration.ofSeconds(seconds),
            retrievals,
            request.principal().user());
    return Response.json(200, shown(token));
  }

  private Response retrieve(Request request) {
    requireSomeRing(request);
    ImportToken token = tokens.retrieve(request.instance(), request.principal().user());
    Map<String, Object> shown = shown(token);
    shown.put("payload", Base64.getEncoder().encodeToString(ImportTokens.pem(token)));
    shown.put("nonce", Base64.getEncoder().encodeToString(token.nonce()));
    return Response.json(200, shown);
  }

  /** The gate has asked for the role in any ring; a ring that is named must be one of those. */
  private static void requireSomeRing(Request request) {
    KmsRequest.ring(request).ifPresentOrElse(request::requireRing, request::visibleRings);
  }

  private static Map<String, Object> shown(ImportToken token) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", token.id().toString());
    shown.put("creationDate", KmsTime.text(token.createdAt()));
    shown.put("expirationDate", KmsTime.text(token.expiresAt()));
    shown.put("maxAllowedRetrievals", token.maxAllowedRetrievals());
    shown.put("remainingRetrievals", token.remainingRetrievals());
    return shown;
  }
}
