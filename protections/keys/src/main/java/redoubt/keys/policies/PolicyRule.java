package redoubt.keys.policies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an instance policy demands, beyond being on or off. */
public sealed interface PolicyRule {
  /** The attributes as the API and the database have them; empty for {@link Plain}. */
  Map<String, Object> attributes();

  /** Nothing beyond being on or off. */
  record Plain() implements PolicyRule {
    @Override
    public Map<String, Object> attributes() {
      return Map.of();
    }
  }

  /** From which networks calls may come. */
  record Network(boolean privateOnly) implements PolicyRule {
    public static final String PRIVATE_ONLY = "private-only";
    public static final String PUBLIC_AND_PRIVATE = "public-and-private";

    @Override
    public Map<String, Object> attributes() {
      return Map.of("allowed_network", privateOnly ? PRIVATE_ONLY : PUBLIC_AND_PRIVATE);
    }
  }

  /** From which addresses calls may come. */
  record Addresses(List<Cidr> allowed) implements PolicyRule {
    public Addresses {
      allowed = List.copyOf(allowed);
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("allowed_ip", allowed.stream().map(Cidr::text).toList());
    }
  }

  /** In which ways keys may come into being. */
  record CreateImport(
      boolean createRoot,
      boolean createStandard,
      boolean importRoot,
      boolean importStandard,
      boolean enforceToken)
      implements PolicyRule {
    @Override
    public Map<String, Object> attributes() {
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("create_root_key", createRoot);
      attributes.put("create_standard_key", createStandard);
      attributes.put("import_root_key", importRoot);
      attributes.put("import_standard_key", importStandard);
      attributes.put("enforce_token", enforceToken);
      return attributes;
    }

    /** Whether a new key may come in like this. */
    public boolean admits(boolean root, boolean imported, boolean securely) {
      boolean open =
          imported ? (root ? importRoot : importStandard) : (root ? createRoot : createStandard);
      return open && (!imported || admitsMaterial(securely));
    }

    /** Whether material may come in like this, for a new key or one that there is. */
    public boolean admitsMaterial(boolean securely) {
      return securely || !enforceToken;
    }
  }

  /** Rotation of new keys every so many months, 1 to 12. */
  record Rotation(int months) implements PolicyRule {
    public Rotation {
      if (months < 1 || months > 12) {
        throw new IllegalArgumentException("a rotation interval is 1 to 12 months: " + months);
      }
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("interval_month", months);
    }
  }

  /** Reads back what {@link #attributes} gave. */
  static PolicyRule of(PolicyKind kind, JsonNode attributes) {
    if (attributes.isEmpty()) {
      return new Plain();
    }
    return switch (kind) {
      case DUAL_AUTH_DELETE, METRICS -> new Plain();
      case ALLOWED_NETWORK ->
          new Network(Network.PRIVATE_ONLY.equals(attributes.path("allowed_network").textValue()));
      case ALLOWED_IP -> {
        List<Cidr> blocks = new ArrayList<>();
        attributes
            .path("allowed_ip")
            .forEach(text -> blocks.add(Cidr.parse(text.textValue()).orElseThrow()));
        yield new Addresses(blocks);
      }
      case KEY_CREATE_IMPORT_ACCESS ->
          new CreateImport(
              attributes.path("create_root_key").booleanValue(),
              attributes.path("create_standard_key").booleanValue(),
              attributes.path("import_root_key").booleanValue(),
              attributes.path("import_standard_key").booleanValue(),
              attributes.path("enforce_token").booleanValue());
      case ROTATION -> new Rotation(attributes.path("interval_month").intValue());
    };
  }
}
