package redoubt.keys.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.keys.KeyProtectError;
import redoubt.keys.policies.Cidr;
import redoubt.keys.policies.PolicyKind;
import redoubt.keys.policies.PolicyRule;
import redoubt.web.Request;

/** Reads the policies that a call sets on an instance. */
record InstancePolicyBody(PolicyKind kind, boolean enabled, PolicyRule rule) {
  private static final int MOST_BLOCKS = 1000;

  /** One policy when the query names its kind, else one of each kind at most. */
  static List<InstancePolicyBody> read(Request request) {
    Optional<PolicyKind> asked = asked(request);
    List<Fields> resources = KmsBody.resources(request, KmsCollection.POLICY);
    if (asked.isPresent() && resources.size() != 1) {
      throw KeyProtectError.NUM_COLLECTION_RESOURCE_ERR.failure();
    }
    if (resources.isEmpty()) {
      throw KeyProtectError.BAD_BODY_ERR.failure("no policy is given");
    }
    Set<PolicyKind> seen = EnumSet.noneOf(PolicyKind.class);
    List<InstancePolicyBody> policies = new ArrayList<>();
    for (Fields resource : resources) {
      String type = resource.text("policy_type").orElse("");
      Optional<PolicyKind> kind = PolicyKind.of(type);
      if (asked.isPresent() && !asked.equals(kind)) {
        throw KeyProtectError.BODY_QUERY_PARAM_MISMATCH_ERR.failure();
      }
      InstancePolicyBody policy =
          of(
              kind.orElseThrow(() -> KeyProtectError.field("policy_type", "one of " + names())),
              resource);
      if (!seen.add(policy.kind())) {
        throw KeyProtectError.BAD_BODY_ERR.failure("Only one of each policy can be created");
      }
      policies.add(policy);
    }
    return policies;
  }

  /** The kind that the query names. */
  static Optional<PolicyKind> asked(Request request) {
    return request
        .query("policy")
        .map(text ->
            PolicyKind.of(text)
                .orElseThrow(() -> KeyProtectError.queryParameter("policy", "one of " + names())));
  }

  private static String names() {
    return String.join(
        ", ", EnumSet.allOf(PolicyKind.class).stream().map(PolicyKind::text).toList());
  }

  private static InstancePolicyBody of(PolicyKind kind, Fields resource) {
    resource.only(
        "policy_type", "policy_data", "createdBy", "creationDate", "updatedBy", "lastUpdated");
    Fields data =
        resource
            .object("policy_data")
            .orElseThrow(() -> KeyProtectError.field("policy_data", "given"));
    boolean enabled = data.requiredFlag("enabled");
    return new InstancePolicyBody(kind, enabled, rule(kind, enabled, data));
  }

  private static PolicyRule rule(PolicyKind kind, boolean enabled, Fields data) {
    return switch (kind) {
      case DUAL_AUTH_DELETE, METRICS -> {
        data.only("enabled");
        yield new PolicyRule.Plain();
      }
      case ALLOWED_NETWORK -> network(enabled, data.only("enabled", "attributes"));
      case ALLOWED_IP -> {
        Fields attributes = attributes(enabled, data).only("allowed_ip");
        yield enabled ? addresses(attributes) : new PolicyRule.Plain();
      }
      case KEY_CREATE_IMPORT_ACCESS -> {
        Fields attributes =
            attributes(enabled, data)
                .only(
                    "create_root_key",
                    "create_standard_key",
                    "import_root_key",
                    "import_standard_key",
                    "enforce_token");
        yield enabled ? createImport(attributes) : new PolicyRule.Plain();
      }
      case ROTATION -> {
        Fields attributes = attributes(enabled, data).only("interval_month");
        yield enabled ? rotation(attributes) : new PolicyRule.Plain();
      }
    };
  }

  /** Attributes come with a policy that is switched on, and only with such. */
  private static Fields attributes(boolean enabled, Fields data) {
    if (enabled) {
      return data.only("enabled", "attributes").object("attributes").orElse(Fields.none());
    }
    data.only("enabled", "attributes")
        .object("attributes")
        .ifPresent(sent -> {
          if (!sent.isEmpty()) {
            throw KeyProtectError.field("attributes", "left out of a policy that is switched off");
          }
        });
    return Fields.none();
  }

  private static PolicyRule network(boolean enabled, Fields data) {
    Fields attributes = data.object("attributes").orElse(Fields.none()).only("allowed_network");
    Optional<String> network = attributes.text("allowed_network");
    if (network.isEmpty() && !enabled) {
      return new PolicyRule.Network(false);
    }
    return switch (network.orElse("")) {
      case PolicyRule.Network.PRIVATE_ONLY -> new PolicyRule.Network(true);
      case PolicyRule.Network.PUBLIC_AND_PRIVATE -> new PolicyRule.Network(false);
      default ->
          throw KeyProtectError.field("allowed_network", "one of public-and-private, private-only");
    };
  }

  private static PolicyRule addresses(Fields attributes) {
    List<String> texts = attributes.texts("allowed_ip", MOST_BLOCKS, 2, 50).orElse(List.of());
    if (texts.isEmpty()) {
      throw KeyProtectError.field("allowed_ip", "at least one IP address or subnet");
    }
    return new PolicyRule.Addresses(
        texts.stream()
            .map(text ->
                Cidr.parse(text)
                    .orElseThrow(() ->
                        KeyProtectError.field(
                            "allowed_ip",
                            "a list of IPv4 or IPv6 addresses or subnets in CIDR notation")))
            .toList());
  }

  /** What is left out is as if there were no policy. */
  private static PolicyRule createImport(Fields attributes) {
    return new PolicyRule.CreateImport(
        attributes.flag("create_root_key").orElse(true),
        attributes.flag("create_standard_key").orElse(true),
        attributes.flag("import_root_key").orElse(true),
        attributes.flag("import_standard_key").orElse(true),
        attributes.flag("enforce_token").orElse(false));
  }

  private static PolicyRule rotation(Fields attributes) {
    return new PolicyRule.Rotation(
        attributes
            .integer("interval_month", 1, 12)
            .orElseThrow(() ->
                KeyProtectError.field(
                    "interval_month", "an integer between 1 and 12 (inclusive)")));
  }
}
