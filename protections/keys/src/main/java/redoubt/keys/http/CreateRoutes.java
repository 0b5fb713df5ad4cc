package redoubt.keys.http;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.KeyCreation;
import redoubt.keys.life.NewKey;
import redoubt.keys.life.PolicyOverrides;
import redoubt.keys.material.Material;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Creates and imports keys. */
public final class CreateRoutes {
  private static final String[] FIELDS = {
    "type",
    "name",
    "description",
    "tags",
    "aliases",
    "expirationDate",
    "extractable",
    "payload",
    "encryptedNonce",
    "iv",
    "encryptionAlgorithm",
    "inHsm"
  };

  private final KeyCreation creation;
  private final Material material;
  private final InstantSource clock;

  public CreateRoutes(KeyCreation creation, Material material, InstantSource clock) {
    this.creation = creation;
    this.material = material;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/api/v2/keys",
            Access.ring(Role.WRITER),
            "kms.secrets.create",
            "Create or import a key",
            KeyProtectStyle.INSTANCE,
            request -> create(request, plain(request), Optional.empty())),
        new Route(
            "POST",
            "/api/v2/keys_with_policy_overrides",
            Access.ring(Role.WRITER),
            "kms.secrets-with-policy-overrides.create",
            "Create or import a key with policies of its own",
            KeyProtectStyle.INSTANCE,
            this::createWithOverrides));
  }

  /** The fields of a key without policies of its own. */
  static Fields plain(Request request) {
    return KmsBody.resource(request, KmsCollection.KEY).only(FIELDS);
  }

  private Response createWithOverrides(Request request) {
    Fields fields = KmsBody.resource(request, KmsCollection.KEY);
    String[] known = java.util.Arrays.copyOf(FIELDS, FIELDS.length + 2);
    known[FIELDS.length] = "rotation";
    known[FIELDS.length + 1] = "dualAuthDelete";
    fields.only(known);
    Optional<Key.RotationPolicy> rotation =
        fields
            .object("rotation")
            .map(policy ->
                new Key.RotationPolicy(
                    policy.flag("enabled").orElse(true),
                    policy
                        .only("enabled", "interval_month")
                        .integer("interval_month", 1, 12)
                        .orElseThrow(() ->
                            KeyProtectError.field(
                                "interval_month", "an integer between 1 and 12 (inclusive)"))));
    Optional<Key.DualAuthPolicy> dualAuth =
        fields
            .object("dualAuthDelete")
            .map(policy -> new Key.DualAuthPolicy(policy.only("enabled").requiredFlag("enabled")));
    return create(request, fields, Optional.of(new PolicyOverrides(rotation, dualAuth)));
  }

  private Response create(Request request, Fields fields, Optional<PolicyOverrides> overrides) {
    String ring = KmsRequest.ring(request).orElse(Key.DEFAULT_RING);
    request.requireRing(ring);
    try (KeyMaterialFields sent = KeyMaterialFields.of(fields)) {
      Key key =
          creation.create(
              newKey(fields, sent, request.instance(), ring, overrides),
              request.principal().user());
      return created(request, key);
    }
  }

  /** What the fields of a body ask for, within all limits. */
  static NewKey newKey(
      Fields fields,
      KeyMaterialFields sent,
      String tenant,
      String ring,
      Optional<PolicyOverrides> overrides) {
    fields
        .text("type")
        .ifPresent(type -> {
          if (!type.equalsIgnoreCase(KmsCollection.KEY.mediaType())) {
            throw KeyProtectError.field("type", KmsCollection.KEY.mediaType());
          }
        });
    return new NewKey(
        tenant,
        ring,
        fields.requiredText("name", 2, 90),
        fields.text("description", 0, 240).filter(text -> !text.isEmpty()),
        fields.texts("tags", 30, 2, 30).orElse(List.of()),
        fields.texts("aliases", 5, 2, 90).orElse(List.of()),
        fields.flag("extractable").orElse(false),
        fields.flag("inHsm").orElse(false),
        fields.time("expirationDate"),
        sent.payload(),
        sent.parcel(),
        overrides);
  }

  private Response created(Request request, Key key) {
    if (KmsRequest.prefersMinimal(request)) {
      return KmsCollection.KEY.response(201, List.of(Map.of("id", key.id().toString())));
    }
    Map<String, Object> json = KeyJson.of(key, clock.instant());
    if (key.extractable() && KmsRequest.prefersRepresentation(request)) {
      json.put("payload", KeyRoutes.payload(material, key));
    }
    return KmsCollection.KEY.response(201, List.of(json));
  }
}
