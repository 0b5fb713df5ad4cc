package redoubt.admission.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;

/** A resource that is a policy, of whichever kind. */
public final class PolicyDocument {
  private static final String NAMESPACED = "ImagePolicy";
  private static final String OF_CLUSTER = "ClusterImagePolicy";

  private PolicyDocument() {}

  /**
   * @param usual namespace of one that says none, as {@code kubectl apply} would give it
   * @throws redoubt.core.Failure {@code admission.bad-policy}
   */
  public static Policy read(JsonNode json, String usual) {
    Part resource = new Part("", json).only("apiVersion", "kind", "metadata", "spec", "status");
    Dialect dialect =
        Dialect.of(resource.child("apiVersion").required())
            .orElseThrow(() ->
                resource
                    .child("apiVersion")
                    .bad(
                        "is of no policy; there are "
                            + Stream.of(Dialect.values())
                                .map(Dialect::apiVersion)
                                .collect(Collectors.joining(", "))));
    PolicyName name = name(resource, dialect, usual);
    Part spec = resource.child("spec");
    return switch (dialect) {
      case REDOUBT -> RedoubtReader.read(name, spec);
      case PORTIERIS -> PortierisReader.read(name, spec);
      case ENFORCEMENT -> EnforcementReader.read(name, spec);
    };
  }

  private static PolicyName name(Part resource, Dialect dialect, String usual) {
    String kind = resource.child("kind").required();
    if (!kind.equals(NAMESPACED) && !kind.equals(OF_CLUSTER)) {
      throw resource.child("kind").bad("is neither " + NAMESPACED + " nor " + OF_CLUSTER);
    }
    Part metadata = resource.child("metadata");
    if (!metadata.json().isObject()) {
      throw metadata.bad("is missing");
    }
    Optional<String> namespace =
        kind.equals(OF_CLUSTER)
            ? Optional.empty()
            : Optional.of(metadata.child("namespace").text().orElse(usual));
    return new PolicyName(dialect, namespace, metadata.child("name").required());
  }
}
