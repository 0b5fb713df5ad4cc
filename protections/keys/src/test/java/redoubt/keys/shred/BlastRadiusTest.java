package redoubt.keys.shred;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Role;

/** What would be lost with a key. */
final class BlastRadiusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Dependent.Who PROD = new Dependent.Who("cluster", "c1", "prod");

  private final KeyService service = KeyService.start();
  private final Caller manager = service.manager();
  private final String key = manager.rootKey();

  @AfterEach
  void stop() {
    service.close();
  }

  private JsonNode dependents() {
    return service
        .as(Role.READER)
        .get("/v1/instances/" + KeyService.TENANT + "/keys/" + key + "/dependents")
        .json();
  }

  @Test
  void aKeyThatNothingUsesTakesNothingWithIt() {
    JsonNode radius = dependents();

    assertThat(radius.path("registrations")).isEmpty();
    assertThat(radius.path("dependents")).isEmpty();
    assertThat(radius.path("objects").asLong()).isZero();
  }

  @Test
  void registrationsOfServicesAreInIt() {
    service
        .asService("backup", Role.READER)
        .send("POST", "/api/v2/keys/" + key + "/registrations/crn:v1:bucket", "");

    JsonNode radius = dependents();

    assertThat(radius.path("registrations").path(0).path("resource").asText())
        .isEqualTo("crn:v1:bucket");
    assertThat(radius.path("barred").asBoolean()).isFalse();
  }

  @Test
  void objectsOfAllDependentsAreAddedUp() {
    service
        .dependents()
        .dependents
        .add(
            new Dependent(
                PROD,
                Dependent.Use.NOW,
                Optional.of(new Dependent.Stored(NOW, 200, 3, 335)),
                List.of(new Dependent.Holder("key-1", NOW, NOW))));
    service
        .dependents()
        .dependents
        .add(
            new Dependent(
                new Dependent.Who("cluster", "c2", "old"),
                Dependent.Use.BEFORE,
                Optional.of(new Dependent.Stored(NOW, 14, 0, 20)),
                List.of()));

    JsonNode radius = dependents();

    assertThat(radius.path("objects").asLong()).isEqualTo(214);
    assertThat(radius.path("uncounted").asBoolean()).isFalse();
    assertThat(radius.at("/dependents/0/use").asText()).isEqualTo("now");
    assertThat(radius.at("/dependents/0/holders/0/holder").asText()).isEqualTo("key-1");
    assertThat(radius.at("/dependents/1/use").asText()).isEqualTo("before");
  }

  @Test
  void aDependentThatWasNeverCountedIsSaidToBeUncounted() {
    service
        .dependents()
        .dependents
        .add(new Dependent(PROD, Dependent.Use.NOW, Optional.empty(), List.of()));

    assertThat(dependents().path("uncounted").asBoolean()).isTrue();
  }
}
