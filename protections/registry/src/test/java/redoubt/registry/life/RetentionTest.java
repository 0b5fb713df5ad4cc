package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

final class RetentionTest {
  private static final String TEAM = "/v1/instances/" + Registry.TENANT + "/namespaces/team";
  private static final String POLICY = TEAM + "/retention";

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void namespace() {
    registry.namespace(Registry.TENANT, "team", false);
    registry.run(Registry.TENANT);
  }

  /** Pushes an image that says that it was made then, in 2025; returns its digest. */
  private String push(String tag, String monthAndDay) {
    return pushMade("team/app", tag, "2025-" + monthAndDay + "T00:00:00Z");
  }

  private String pushMade(String repository, String tag, String made) {
    byte[] config = Json.bytes(Map.of("created", made, "author", tag));
    Map<String, Object> image = Images.image();
    image.put("config", Images.descriptor(MediaTypes.OCI_CONFIG, config));
    byte[] manifest = Json.bytes(image);
    writer.push(repository, config).expect(201);
    writer.put(repository, tag, manifest).expect(201);
    return Digest.of(manifest).toString();
  }

  private Answer analyze(Object policy) {
    return writer.post(POLICY + "/analyze", policy).expect(200);
  }

  private static List<String> gone(Answer answer) {
    return answer.json().path("items").findValuesAsText("digest");
  }

  private static Map<String, Object> newest(int number) {
    Map<String, Object> policy = new HashMap<>();
    policy.put("newest", number);
    return policy;
  }

  private static Map<String, Object> newest(int number, String field, Object value) {
    Map<String, Object> policy = newest(number);
    policy.put(field, value);
    return policy;
  }

  @Test
  void theNewestByWhenTheyWereMadeStayWhateverTheOrderOfPushes() {
    push("c", "03-01");
    String oldest = push("a", "01-01");
    push("d", "04-01");
    String second = push("b", "02-01");
    assertThat(gone(analyze(newest(2)))).containsExactlyInAnyOrder(oldest, second);
  }

  @Test
  void eachRepositoryKeepsItsOwn() {
    push("a", "01-01");
    pushMade("team/other", "a", "2025-02-01T00:00:00Z");
    assertThat(gone(analyze(newest(1)))).isEmpty();
  }

  @Test
  void aRepositoryThatFailsKeepsNothingOfTheOthersFromGoing() {
    String stays = push("a", "01-01");
    push("b", "02-01");
    String goes = pushMade("team/other", "a", "2025-01-02T00:00:00Z");
    pushMade("team/other", "b", "2025-02-02T00:00:00Z");
    registry.plant(
        """
        CREATE FUNCTION registry.stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'stays'; END $$
        """);
    registry.plant(
        "CREATE TRIGGER stays BEFORE UPDATE ON registry.manifest FOR EACH ROW WHEN (OLD.digest = '"
            + stays
            + "') EXECUTE FUNCTION registry.stays()");
    assertThat(writer.post(POLICY + "/run", newest(1)).status()).isEqualTo(500);
    assertThat(writer.get("/v2/team/app/manifests/" + stays).status()).isEqualTo(200);
    assertThat(writer.get("/v2/team/other/manifests/" + goes).status()).isEqualTo(404);
  }

  @Test
  void anImageWithTwoTagsCountsOnce() {
    push("a", "01-01");
    push("b", "02-01");
    push("c", "03-01");
    push("d", "04-01");
    String tagged = push("e", "05-01");
    writer
        .post(
            "/v1/instances/" + Registry.TENANT + "/images/tag",
            Map.of("repository", "team/app", "digest", tagged, "newTag", "latest"))
        .expect(200);
    assertThat(gone(analyze(newest(4)))).hasSize(1);
  }

  @Test
  void aRunMovesExactlyWhatTheDryRunListedToTheTrash() {
    String old = push("a", "01-01");
    push("b", "02-01");
    List<String> listed = gone(analyze(newest(1)));
    assertThat(writer.get("/v2/team/app/manifests/" + old).status()).isEqualTo(200);
    assertThat(gone(writer.post(POLICY + "/run", newest(1)).expect(200))).isEqualTo(listed);
    assertThat(writer.get("/v2/team/app/manifests/" + old).status()).isEqualTo(404);
    assertThat(
            writer
                .get("/v1/instances/" + Registry.TENANT + "/trash")
                .json()
                .path("items")
                .findValuesAsText("digest"))
        .containsExactly(old);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void listsOfManifestsWhatTheyNameAndWhatHasNoGoodDateStay() {
    String inIndex = push("in-index", "01-01");
    byte[] member = writer.get("/v2/team/app/manifests/" + inIndex).body();
    writer.put("team/app", "list", MediaTypes.OCI_INDEX, Images.index(member)).expect(201);
    writer.delete("/v2/team/app/manifests/in-index").expect(202);
    writer.pushImage("team/app", "undated", Images.bytes(1, 10));
    pushMade("team/app", "epoch", "1970-01-01T00:00:00Z");
    pushMade("team/app", "before", "2013-01-19T00:13:38Z");
    pushMade("team/app", "nonsense", "yesterday");
    String first = pushMade("team/app", "first", "2013-01-19T00:13:39Z");
    push("new", "01-02");
    Answer would = analyze(newest(1));
    assertThat(gone(would)).containsExactly(first);
    assertThat(would.json().at("/kept/has-no-date").asInt()).isEqualTo(4);
    assertThat(would.json().at("/kept/is-index").asInt()).isEqualTo(1);
    assertThat(would.json().at("/kept/in-index").asInt()).isEqualTo(1);
    assertThat(would.json().at("/reasons/in-index").asText()).isEqualTo("as a platform of another");
    assertThat(would.json().path("reasons").size()).isEqualTo(would.json().path("kept").size());
  }

  @Test
  void tagsThatMatchAndImagesMadeOrPushedLatelyStay() {
    String old = push("old", "01-01");
    push("v1", "01-02");
    push("new", "12-01");
    assertThat(gone(analyze(newest(1, "keepTags", List.of("v*"))))).containsExactly(old);
    Duration age =
        Duration.between(
            java.time.Instant.parse("2025-01-01T12:00:00Z"), registry.clock().instant());
    assertThat(gone(analyze(newest(1, "days", 1)))).hasSize(2);
    assertThat(gone(analyze(newest(1, "days", age.toDays() + 10)))).isEmpty();
    assertThat(gone(analyze(newest(1, "thresholdDays", 1)))).isEmpty();
    registry.clock().advance(Duration.ofDays(1));
    assertThat(gone(analyze(newest(1, "thresholdDays", 1)))).hasSize(2);
  }

  @Test
  void imagesWithoutATagStayAndDoNotCountWhenThatIsSaid() {
    String untagged = push("a", "03-01");
    String old = push("b", "01-01");
    push("c", "02-01");
    writer.delete("/v2/team/app/manifests/a").expect(202);
    assertThat(gone(analyze(newest(2)))).containsExactly(old);
    assertThat(gone(analyze(newest(1, "keepUntagged", true)))).containsExactly(old);
    assertThat(gone(analyze(newest(1)))).doesNotContain(untagged).hasSize(2);
  }

  @Test
  void whatRunsStays() {
    String runs = push("a", "01-01");
    String stopped = push("b", "02-01");
    push("c", "03-01");
    registry.run(Registry.TENANT, Digest.parse(runs));
    assertThat(gone(analyze(newest(1)))).containsExactly(stopped);
  }

  @Test
  void whereThereIsNoClusterAllThatHasATagStaysUnlessThatIsSaid() {
    registry.namespace(Registry.OTHER, "other", false);
    try (Registry unknowing = registry.another()) {
      String tagged = push("a", "01-01");
      String untagged = push("b", "02-01");
      push("c", "03-01");
      writer.delete("/v2/team/app/manifests/b").expect(202);
      Client there = unknowing.writer();
      assertThat(gone(there.post(POLICY + "/analyze", newest(1)))).isEmpty();
      registry.clock().advance(Duration.ofHours(25));
      Answer would = there.post(POLICY + "/analyze", newest(1)).expect(200);
      assertThat(gone(would)).containsExactly(untagged);
      assertThat(would.json().path("knowsRunning").asBoolean()).isFalse();
      assertThat(gone(there.post(POLICY + "/analyze", newest(1, "assumeUnused", true))))
          .containsExactlyInAnyOrder(tagged, untagged);
    }
  }

  @Test
  void whileItIsNotKnownWhatRunsInAClusterNothingGoesUnlessThatIsSaid() {
    String tagged = push("a", "01-01");
    String untagged = push("b", "02-01");
    push("c", "03-01");
    writer.delete("/v2/team/app/manifests/b").expect(202);
    registry.clock().advance(Duration.ofHours(25));
    registry.forgetWhatRuns(Registry.TENANT);
    Answer would = analyze(newest(1));
    assertThat(gone(would)).isEmpty();
    assertThat(would.json().at("/kept/may-run").asInt()).isEqualTo(2);
    assertThat(gone(analyze(newest(1, "assumeUnused", true))))
        .containsExactlyInAnyOrder(tagged, untagged);
  }

  @Test
  void immutableTagsStay() {
    push("v1", "01-01");
    push("b", "02-01");
    registry
        .manager()
        .send("PATCH", TEAM, Json.bytes(Map.of("immutableTags", List.of("v1"))))
        .expect(200);
    assertThat(gone(analyze(newest(1)))).isEmpty();
  }

  @Test
  void aPolicyRunsWhenItIsSetAndOnceADay() {
    String first = push("a", "01-01");
    push("b", "02-01");
    assertThat(gone(writer.send("PUT", POLICY, Json.bytes(newest(1))).expect(200)))
        .containsExactly(first);
    String late = push("late", "01-15");
    registry.tick();
    writer.get("/v2/team/app/manifests/" + late).expect(200);
    registry.clock().advance(Duration.ofHours(25));
    registry.tick();
    assertThat(writer.get("/v2/team/app/manifests/" + late).status()).isEqualTo(404);
    assertThat(registry.ledgerOf("team/app@" + late))
        .endsWith("container-registry.image.delete by time");
    assertThat(writer.get(POLICY).expect(200).json().path("newest").asInt()).isEqualTo(1);
    writer.delete(POLICY).expect(204);
    assertThat(writer.get(POLICY).outcome()).isEqualTo("404 registry.no-retention");
  }

  @Test
  void aPolicyThatKeepsNothingByNumberOrAgeIsRefused() {
    for (Map<String, Object> policy :
        List.<Map<String, Object>>of(
            Map.of("keepUntagged", true), Map.of("newest", 0), Map.of("newest", "two"))) {
      assertThat(writer.send("PUT", POLICY, Json.bytes(policy)).status()).isEqualTo(400);
    }
  }

  @Test
  void noTenantSetsOrRunsThePolicyOfAnother() {
    push("a", "01-01");
    push("b", "02-01");
    String others = POLICY.replace(Registry.TENANT, Registry.OTHER);
    Client stranger = registry.stranger();
    assertThat(stranger.post(others + "/run", newest(1)).outcome())
        .isEqualTo("404 registry.no-namespace");
    assertThat(stranger.send("PUT", others, Json.bytes(newest(1))).outcome())
        .isEqualTo("404 registry.no-namespace");
    assertThat(stranger.post(POLICY + "/run", newest(1)).outcome()).isEqualTo("403 web.forbidden");
  }
}
