package redoubt.keys.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.keys.policies.InstancePolicies;
import redoubt.keys.policies.InstancePolicy;
import redoubt.keys.policies.PolicyKind;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /api/v2/instance/policies}, and the way out for who has locked everybody out. */
public final class InstancePolicyRoutes {
  private static final String PATH = "/api/v2/instance/policies";
  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private final Database database;
  private final Ledger ledger;
  private final InstancePolicies policies;
  private final InstantSource clock;

  public InstancePolicyRoutes(
      Database database, Ledger ledger, InstancePolicies policies, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.policies = policies;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            PATH,
            Access.instance(Role.MANAGER),
            "kms.instancepolicies.read",
            "Shows the policies of an instance",
            KeyProtectStyle.INSTANCE,
            this::get),
        new Route(
            "PUT",
            PATH,
            Access.instance(Role.MANAGER),
            "kms.instancepolicies.write",
            "Sets policies of an instance",
            KeyProtectStyle.INSTANCE,
            this::put),
        new Route(
            "GET",
            "/api/v2/instance/allowed_ip_port",
            Access.instance(Role.READER),
            "kms.instance.readallowedipport",
            "Shows the port to use while allowed addresses are enforced",
            KeyProtectStyle.INSTANCE,
            this::port),
        new Route(
            "DELETE",
            "/v1/instances/{instance}/network-policies",
            Access.administrator(),
            "kms.instancepolicies.write",
            "Switches the policies off that decide from where calls to an instance may come",
            ApiStyle.redoubt(),
            this::openToAllNetworks));
  }

  private Response get(Request request) {
    Optional<PolicyKind> asked = InstancePolicyBody.asked(request);
    List<Map<String, Object>> shown =
        database.read(handle -> InstancePolicies.read(handle, request.instance())).stream()
            .filter(policy -> asked.isEmpty() || asked.get() == policy.kind())
            .map(InstancePolicyRoutes::shown)
            .toList();
    read(request, "kms.instancepolicies.read");
    return KmsCollection.POLICY.response(200, shown);
  }

  private Response put(Request request) {
    List<InstancePolicyBody> wanted = InstancePolicyBody.read(request);
    String tenant = request.instance();
    String user = request.principal().user();
    try {
      database.transaction(transaction -> {
        Instant now = clock.instant();
        Map<String, String> details = new LinkedHashMap<>();
        for (InstancePolicyBody policy : wanted) {
          policies.set(
              transaction, tenant, policy.kind(), policy.enabled(), policy.rule(), now, user);
          details.put(policy.kind().text(), policy.enabled() ? "enabled" : "disabled");
        }
        return ledger.append(
            transaction,
            List.of(Entry.ok(now, tenant, user, "kms.instancepolicies.write", tenant, details)));
      });
    } finally {
      policies.forget(tenant);
    }
    return Response.empty(204);
  }

  /** There is one port, whatever the network: the one that the client has reached already. */
  private Response port(Request request) {
    boolean enforced =
        policies.of(request.instance()).stream()
            .anyMatch(policy -> policy.kind() == PolicyKind.ALLOWED_IP && policy.enabled());
    Matcher host = PORT.matcher(request.header("Host").orElse(""));
    int port = host.find() ? Integer.parseInt(host.group(1)) : 443;
    read(request, "kms.instance.readallowedipport");
    return KmsCollection.ALLOWED_IP.response(
        200, enforced ? List.of(Map.of("private_endpoint_port", port)) : List.of());
  }

  private Response openToAllNetworks(Request request) {
    String tenant = request.pathParameter("instance");
    String user = request.principal().user();
    try {
      database.transaction(transaction -> {
        Instant now = clock.instant();
        List<PolicyKind> were = policies.openToAllNetworks(transaction, tenant, now, user);
        if (!were.isEmpty()) {
          Map<String, String> details = new LinkedHashMap<>();
          were.forEach(kind -> details.put(kind.text(), "disabled"));
          ledger.append(
              transaction,
              List.of(Entry.ok(now, tenant, user, "kms.instancepolicies.write", tenant, details)));
        }
        return were;
      });
    } finally {
      policies.forget(tenant);
    }
    return Response.empty(204);
  }

  private void read(Request request, String action) {
    ledger.append(
        Entry.ok(
            clock.instant(),
            request.instance(),
            request.principal().user(),
            action,
            request.instance(),
            Map.of()));
  }

  private static Map<String, Object> shown(InstancePolicy policy) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("enabled", policy.enabled());
    Map<String, Object> attributes = policy.rule().attributes();
    if (!attributes.isEmpty()) {
      data.put("attributes", attributes);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("createdBy", policy.createdBy());
    shown.put("creationDate", KmsTime.text(policy.createdAt()));
    shown.put("updatedBy", policy.updatedBy());
    shown.put("lastUpdated", KmsTime.text(policy.updatedAt()));
    shown.put("policy_type", policy.kind().text());
    shown.put("policy_data", data);
    return shown;
  }
}
