package redoubt.keys.http;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.policies.KeyPolicies;
import redoubt.keys.policies.PolicyKind;
import redoubt.keys.sql.KeyPolicyRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /api/v2/keys/{key}/policies}. */
public final class KeyPolicyRoutes {
  private static final String PATH = "/api/v2/keys/{key}/policies";

  private final Database database;
  private final Ledger ledger;
  private final KeyAccess access;
  private final KeyChanges changes;
  private final InstantSource clock;

  public KeyPolicyRoutes(
      Database database, Ledger ledger, KeyAccess access, KeyChanges changes, InstantSource clock) {
    this.access = access;
    this.database = database;
    this.ledger = ledger;
    this.changes = changes;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            PATH,
            Access.ring(Role.READER),
            "kms.policies.read",
            "Shows the policies of a key",
            KeyProtectStyle.INSTANCE,
            this::get),
        new Route(
            "PUT",
            PATH,
            Access.ring(Role.MANAGER),
            "kms.policies.write",
            "Sets policies of a key",
            KeyProtectStyle.INSTANCE,
            this::put));
  }

  private Response get(Request request) {
    Optional<PolicyKind> asked = asked(request);
    Key key = access.require(request);
    Response response = response(key, asked.map(Set::of).orElse(EnumSet.allOf(PolicyKind.class)));
    ledger.append(
        Entry.ok(
            clock.instant(),
            key.tenant(),
            request.principal().user(),
            "kms.policies.read",
            key.id().toString(),
            Map.of()));
    return response;
  }

  private Response put(Request request) {
    Optional<PolicyKind> asked = asked(request);
    KeyPolicies.Change change = change(request, asked);
    Key key = access.require(request);
    String user = request.principal().user();
    Set<PolicyKind> set = EnumSet.noneOf(PolicyKind.class);
    change.rotation().ifPresent(rotation -> set.add(PolicyKind.ROTATION));
    change.dualAuthDelete().ifPresent(enabled -> set.add(PolicyKind.DUAL_AUTH_DELETE));
    Key after =
        changes.change(
            key.tenant(),
            key.id(),
            (transaction, locked, now) -> {
              request.requireRing(locked.ring());
              KeyPolicies.change(transaction, locked, change, now, user);
              return List.of(
                  Entry.ok(
                      now,
                      locked.tenant(),
                      user,
                      "kms.policies.write",
                      locked.id().toString(),
                      details(change)));
            });
    return response(after, set);
  }

  private static Map<String, String> details(KeyPolicies.Change change) {
    Map<String, String> details = new LinkedHashMap<>();
    change
        .rotation()
        .ifPresent(rotation -> {
          rotation.enabled().ifPresent(on -> details.put("rotationEnabled", Boolean.toString(on)));
          rotation
              .months()
              .ifPresent(months -> details.put("intervalMonth", Integer.toString(months)));
        });
    change
        .dualAuthDelete()
        .ifPresent(on -> details.put("dualAuthDeleteEnabled", Boolean.toString(on)));
    return details;
  }

  private static Optional<PolicyKind> asked(Request request) {
    return request
        .query("policy")
        .map(text ->
            PolicyKind.of(text)
                .filter(kind -> kind == PolicyKind.ROTATION || kind == PolicyKind.DUAL_AUTH_DELETE)
                .orElseThrow(() ->
                    KeyProtectError.queryParameter("policy", "one of rotation, dualAuthDelete")));
  }

  /** Reads the policies that a call sets on a key. */
  static KeyPolicies.Change change(Request request, Optional<PolicyKind> asked) {
    List<Fields> resources = KmsBody.resources(request, KmsCollection.POLICY);
    if (asked.isPresent() && resources.size() != 1) {
      throw KeyProtectError.NUM_COLLECTION_RESOURCE_ERR.failure();
    }
    Optional<KeyPolicies.Change.Rotation> rotation = Optional.empty();
    Optional<Boolean> dualAuth = Optional.empty();
    for (Fields resource : resources) {
      resource.only(
          "type",
          "rotation",
          "dualAuthDelete",
          "id",
          "crn",
          "createdBy",
          "creationDate",
          "updatedBy",
          "lastUpdateDate");
      if ((rotation.isPresent() && resource.has("rotation"))
          || (dualAuth.isPresent() && resource.has("dualAuthDelete"))) {
        throw KeyProtectError.BAD_BODY_ERR.failure("Only one of each policy can be created");
      }
      if (resource.has("rotation")) {
        rotation = resource.object("rotation").map(KeyPolicyRoutes::rotation);
      }
      if (resource.has("dualAuthDelete")) {
        dualAuth =
            resource
                .object("dualAuthDelete")
                .map(fields -> fields.only("enabled").requiredFlag("enabled"));
      }
    }
    boolean fits =
        asked.isEmpty()
            || (asked.get() == PolicyKind.ROTATION
                ? rotation.isPresent() && dualAuth.isEmpty()
                : dualAuth.isPresent() && rotation.isEmpty());
    if (!fits) {
      throw KeyProtectError.BODY_QUERY_PARAM_MISMATCH_ERR.failure();
    }
    if (rotation.isEmpty() && dualAuth.isEmpty()) {
      throw KeyProtectError.BAD_BODY_ERR.failure("no policy is given");
    }
    return new KeyPolicies.Change(rotation, dualAuth);
  }

  /** A rotation policy as clients send it, for {@code keys_with_policy_overrides} too. */
  static KeyPolicies.Change.Rotation rotation(Fields fields) {
    fields.only("enabled", "interval_month");
    OptionalInt months = fields.integer("interval_month", 1, 12);
    return new KeyPolicies.Change.Rotation(
        fields.flag("enabled"),
        months.isPresent() ? Optional.of(months.getAsInt()) : Optional.empty());
  }

  private Response response(Key key, Set<PolicyKind> kinds) {
    List<Map<String, Object>> shown =
        database.read(handle -> KeyPolicyRows.all(handle, key.tenant(), key.id())).stream()
            .filter(row -> kinds.contains(PolicyKind.of(row.kind()).orElseThrow()))
            .map(row -> shown(key, row))
            .toList();
    return KmsCollection.POLICY.response(200, shown);
  }

  private static Map<String, Object> shown(Key key, KeyPolicyRows.Row row) {
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("enabled", row.enabled());
    row.months().ifPresent(months -> policy.put("interval_month", months));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("type", KmsCollection.POLICY.mediaType());
    shown.put("id", row.id().toString());
    shown.put("crn", Crn.policy(key.tenant(), row.id().toString()));
    shown.put(row.kind(), policy);
    shown.put("createdBy", row.createdBy());
    shown.put("creationDate", KmsTime.text(row.createdAt()));
    shown.put("updatedBy", row.updatedBy());
    shown.put("lastUpdateDate", KmsTime.text(row.updatedAt()));
    return shown;
  }
}
