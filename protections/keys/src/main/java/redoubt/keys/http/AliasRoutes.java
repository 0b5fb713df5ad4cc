package redoubt.keys.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.keys.Key;
import redoubt.keys.aliases.KeyAliases;
import redoubt.keys.life.KeyChanges;
import redoubt.ledger.Entry;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /api/v2/keys/{key}/aliases/{alias}}. */
public final class AliasRoutes {
  private static final String PATH = "/api/v2/keys/{key}/aliases/{alias}";

  private final KeyAccess access;
  private final KeyChanges changes;
  private final KeyAliases aliases;

  public AliasRoutes(KeyAccess access, KeyChanges changes, KeyAliases aliases) {
    this.access = access;
    this.changes = changes;
    this.aliases = aliases;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            PATH,
            Access.ring(Role.WRITER),
            "kms.secrets.createalias",
            "Gives a key an alias",
            KeyProtectStyle.INSTANCE,
            this::create),
        new Route(
            "DELETE",
            PATH,
            Access.ring(Role.WRITER),
            "kms.secrets.deletealias",
            "Takes an alias off a key",
            KeyProtectStyle.INSTANCE,
            this::delete));
  }

  private Response create(Request request) {
    Key key = access.require(request);
    String alias = request.pathParameter("alias");
    String user = request.principal().user();
    Map<String, Object> shown = new LinkedHashMap<>();
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          request.requireRing(locked.ring());
          aliases.add(transaction, locked, alias, now, user);
          shown.put("keyId", locked.id().toString());
          shown.put("alias", alias);
          shown.put("createdBy", user);
          shown.put("creationDate", KmsTime.text(now));
          return List.of(entry(locked, user, "kms.secrets.createalias", alias, now));
        });
    return KmsCollection.ALIAS.response(201, List.of(shown));
  }

  private Response delete(Request request) {
    Key key = access.require(request);
    String alias = request.pathParameter("alias");
    String user = request.principal().user();
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          request.requireRing(locked.ring());
          aliases.remove(transaction, locked, alias);
          return List.of(entry(locked, user, "kms.secrets.deletealias", alias, now));
        });
    return Response.empty(204);
  }

  private static Entry entry(Key key, String user, String action, String alias, Instant now) {
    return Entry.ok(now, key.tenant(), user, action, key.id().toString(), Map.of("alias", alias));
  }
}
