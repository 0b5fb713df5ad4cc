package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;

final class KmsBodyTest {
  private static final String META =
      "\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.policy+json\",\"collectionTotal\":%d}";

  private static KeyProtectError errorOf(ThrowingCallable call) {
    return catchThrowableOfType(KeyFailure.class, call).error();
  }

  private static Fields policy(String body) {
    return KmsBody.resource(Calls.put("/x", body), KmsCollection.POLICY);
  }

  private static Fields fields(String body) {
    return KmsBody.object(Calls.put("/x", body));
  }

  @Test
  void aCollectionOfOneIsRead() {
    Fields one =
        policy("{" + META.formatted(1) + ",\"resources\":[{\"policy_type\":\"rotation\"}]}");

    assertThat(one.text("policy_type")).contains("rotation");
  }

  @Test
  void namesMatchWhateverTheirCase() {
    assertThat(fields("{\"KeyRingID\":\"r\"}").text("keyRingID")).contains("r");
  }

  @Test
  void twoSpellingsOfOneNameAreRefused() {
    assertThat(errorOf(() -> fields("{\"Tags\":[],\"tags\":[]}")))
        .isEqualTo(KeyProtectError.BAD_BODY_ERR);
  }

  @Test
  void noBodyIsToldApartFromABadOne() {
    assertThat(errorOf(() -> policy(""))).isEqualTo(KeyProtectError.NO_BODY_ERR);
    assertThat(errorOf(() -> policy("{"))).isEqualTo(KeyProtectError.BAD_BODY_ERR);
  }

  @Test
  void theTotalMustBeThatOfTheResources() {
    assertThat(errorOf(() -> policy("{" + META.formatted(2) + ",\"resources\":[{}]}")))
        .isEqualTo(KeyProtectError.COLLECTION_TOTAL_MISMATCH_ERR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "{\"resources\":[{}]}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.policy+json\"},\"resources\":[{}]}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.key+json\",\"collectionTotal\":1},\"resources\":[{}]}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.policy+json\",\"collectionTotal\":0}}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.policy+json\",\"collectionTotal\":1},\"resources\":[1]}",
        "{\"metadata\":{\"collectionType\":\"application/vnd.ibm.kms.policy+json\",\"collectionTotal\":2},\"resources\":[{},{}]}"
      })
  void anEnvelopeThatDoesNotFitIsABadBody(String body) {
    assertThat(errorOf(() -> policy(body))).isEqualTo(KeyProtectError.BAD_BODY_ERR);
  }

  @Test
  void anUnknownFieldIsNamedWhenTheResourceAllowsNone() {
    assertThatThrownBy(() -> fields("{\"extra_field\":1}").only("name"))
        .hasMessageEndingWith("json: unknown field \"extra_field\"");
    assertThatThrownBy(() -> fields("{\"a b<script>\":1}").only("name"))
        .hasMessageEndingWith("json: unknown field");
  }

  @Test
  void textHasALengthInCharactersAndNoControls() {
    assertThat(fields("{\"name\":\"\uD83D\uDD11\uD83D\uDD11\"}").text("name", 2, 2)).isPresent();
    assertThat(errorOf(() -> fields("{\"name\":\"a\"}").text("name", 2, 90)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
    assertThat(errorOf(() -> fields("{\"name\":\"a\\nb\"}").text("name", 2, 90)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "13", "1.5", "1e400", "\"3\"", "99999999999", "true"})
  void anIntegerOutOfRangeOrOfAnotherSortIsRefused(String value) {
    assertThat(
            errorOf(() ->
                fields("{\"interval_month\":" + value + "}").integer("interval_month", 1, 12)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @Test
  void aWholeNumberMayBeWrittenWithAFraction() {
    assertThat(fields("{\"expiration\":300.0}").integer("expiration", 300, 400)).hasValue(300);
  }

  @Test
  void timesMayHaveOffsetsAndFractions() {
    assertThat(fields("{\"t\":\"2030-01-01T01:00:00.5+01:00\"}").time("t"))
        .contains(Instant.parse("2030-01-01T00:00:00.5Z"));
    assertThat(errorOf(() -> fields("{\"t\":\"tomorrow\"}").time("t")))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @Test
  void aNullCountsAsAbsent() {
    assertThat(fields("{\"name\":null}").text("name")).isEmpty();
  }

  @Test
  void listsAreBounded() {
    assertThat(fields("{\"tags\":[\"one\",\"two\"]}").texts("tags", 2, 2, 30)).isPresent();
    assertThat(errorOf(() -> fields("{\"tags\":[\"one\",\"two\"]}").texts("tags", 1, 2, 30)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
    assertThat(errorOf(() -> fields("{\"tags\":[1]}").texts("tags", 1, 2, 30)))
        .isEqualTo(KeyProtectError.INVALID_FIELD_ERR);
  }

  @Test
  void pagesAreBounded() {
    assertThat(KmsRequest.page(Calls.call("GET", "/x?limit=2&offset=4"), 200))
        .isEqualTo(new KmsRequest.Page(2, 4));
    assertThat(KmsRequest.page(Calls.call("GET", "/x"), 200))
        .isEqualTo(new KmsRequest.Page(200, 0));
    for (String bad : new String[] {"limit=0", "limit=5001", "limit=x", "offset=-1"}) {
      assertThat(errorOf(() -> KmsRequest.page(Calls.call("GET", "/x?" + bad), 200)))
          .isEqualTo(KeyProtectError.INVALID_QUERY_PARAM_ERR);
    }
  }

  @Test
  void aPreferenceIsFoundAmongOthers() {
    assertThat(
            KmsRequest.prefersMinimal(
                Calls.call("POST", "/x", Map.of("Prefer", "respond-async, return = minimal"), "")))
        .isTrue();
    assertThat(
            KmsRequest.prefersMinimal(
                Calls.call("POST", "/x", Map.of("Prefer", "return=representation"), "")))
        .isFalse();
  }
}
