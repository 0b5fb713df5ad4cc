package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Outward;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** What a tenant may have the server connect to. */
final class ReachLoopbackTest {
  @TempDir Path directory;

  @Test
  void loopbackIsReachedByAServerThatListensThere() {
    for (String here : List.of("127.0.0.1", "localhost", "127.1.2.3", "[::1]")) {
      assertThat(ServerOptions.usualOutward(here)).isEqualTo(Outward.THIS_MACHINE_TOO);
    }
    for (String elsewhere : List.of("0.0.0.0", "[::]", "10.0.0.1", "redoubt.example")) {
      assertThat(ServerOptions.usualOutward(elsewhere)).isEqualTo(Outward.OTHER_MACHINES);
    }
  }

  @Test
  void whatIsSaidCounts() {
    ServerOptions options = ServerOptions.in(directory, "127.0.0.1", 0);
    assertThat(options.reaching(Optional.empty()).outward()).isEqualTo(Outward.THIS_MACHINE_TOO);
    assertThat(options.reaching(Optional.of(false)).outward()).isEqualTo(Outward.OTHER_MACHINES);
    assertThat(options.reaching(Optional.empty()).nodesAreHere()).isFalse();
    assertThat(options.reaching(Optional.of(true)).nodesAreHere()).isTrue();
    assertThat(ServerOptions.in(directory, "0.0.0.0", 0).reaching(Optional.of(true)).outward())
        .isEqualTo(Outward.THIS_MACHINE_TOO);
  }

  @Test
  void aServerThatDoesNotReachLoopbackRefusesItByAddressAtOnceAndByNameWhenItConnects()
      throws Exception {
    try (TestDatabase database = TestDatabase.create();
        House house =
            House.open(
                new ServerOptions(
                        directory,
                        "127.0.0.1",
                        0,
                        Optional.of(database.settings()),
                        ServerOptions.SealOptions.file())
                    .reaching(Optional.of(false)),
                InstantSource.system(),
                step -> {})) {
      HttpsCaller caller = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
      HttpsCaller admin =
          caller.withBearer(
              RunningHouse.text(
                  caller.postForm(
                      "/identity/token",
                      "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="
                          + Files.readString(house.apiKeyFile()).strip()),
                  "access_token"));
      String instance =
          Json.parse(admin.get("/v1/instances").body().getBytes(StandardCharsets.UTF_8))
              .at("/items/0/id")
              .asText();
      String clusters = "/v1/instances/" + instance + "/clusters";
      for (String address : List.of("http://127.0.0.1:2379", "http://[::1]:2379")) {
        assertThat(admin.postJson(clusters, cluster(address)).body())
            .contains("encryption.address-refused");
      }
      assertThat(admin.postJson(clusters, cluster("http://localhost:2379")).statusCode())
          .isEqualTo(201);
      assertThat(admin.postJson(clusters + "/c/ledger", "{}").statusCode()).isEqualTo(202);
      Await.until(
          Duration.ofSeconds(60),
          "the reading to be refused",
          () -> admin.get(clusters + "/c/ledger").body().contains("encryption.address-refused"));
    }
  }

  private static String cluster(String endpoint) {
    return new String(
        Json.bytes(Map.of("name", "c", "etcd", Map.of("endpoints", List.of(endpoint)))),
        StandardCharsets.UTF_8);
  }
}
