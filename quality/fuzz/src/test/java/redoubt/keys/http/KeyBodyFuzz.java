package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.fuzz.ParserFuzz;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.NewKey;
import redoubt.web.Request;

/**
 * A body of Key Protect's API becomes a value within all limits, or a refusal of kind 400 that says
 * nothing of what was sent. The first byte chooses what the body is sent to.
 */
final class KeyBodyFuzz extends ParserFuzz {
  private static final Set<KeyProtectError> REFUSALS =
      Set.of(
          KeyProtectError.BAD_BODY_ERR,
          KeyProtectError.NO_BODY_ERR,
          KeyProtectError.INVALID_FIELD_ERR,
          KeyProtectError.COLLECTION_TOTAL_MISMATCH_ERR,
          KeyProtectError.BODY_QUERY_PARAM_MISMATCH_ERR,
          KeyProtectError.NUM_COLLECTION_RESOURCE_ERR);

  @Override
  protected void check(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] body = java.util.Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0]) {
        case 'c' -> create(request(body, Map.of()));
        case 'w' -> action(request(body, Map.of()));
        case 'p' -> KeyPolicyRoutes.change(request(body, Map.of()), Optional.empty());
        case 'i' -> instancePolicies(request(body, Map.of()));
        case 'r' ->
            instancePolicies(request(body, Map.of("policy", List.of("keyCreateImportAccess"))));
        default -> KmsBody.objectIfAny(request(body, Map.of()));
      }
    } catch (KeyFailure refused) {
      assertThat(REFUSALS).contains(refused.error());
      assertThat(refused.what()).hasSizeLessThan(400);
    }
  }

  private static void create(Request request) {
    Fields fields = CreateRoutes.plain(request);
    try (KeyMaterialFields sent = KeyMaterialFields.of(fields)) {
      NewKey key = CreateRoutes.newKey(fields, sent, "tenant", "default", Optional.empty());
      assertThat(key.name().codePointCount(0, key.name().length())).isBetween(2, 90);
      assertThat(key.description().orElse("none")).hasSizeBetween(1, 480);
      assertThat(key.tags()).hasSizeLessThanOrEqualTo(30);
      assertThat(key.aliases()).hasSizeLessThanOrEqualTo(5);
      assertThat(key.payload().isPresent() && key.parcel().isPresent()).isFalse();
    }
  }

  private static void action(Request request) {
    ActionBody body = ActionBody.read(request);
    body.plaintext().ifPresent(bytes -> assertThat(bytes).hasSizeBetween(1, 16_384));
    assertThat(body.aad())
        .hasSizeLessThanOrEqualTo(255)
        .allMatch(text -> text.length() <= 255 && text.equals(text(bytes(text))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void instancePolicies(Request request) {
    assertThat(InstancePolicyBody.read(request))
        .isNotEmpty()
        .extracting(InstancePolicyBody::kind)
        .doesNotHaveDuplicates();
  }

  private static Request request(byte[] body, Map<String, List<String>> query) {
    return new Request("POST", "/api/v2/keys", Map.of(), query, Map.of(), body, "127.0.0.1");
  }
}
