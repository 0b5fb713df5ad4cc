package redoubt.oci.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Far;
import redoubt.outward.Outside;

/** What a registry says is not believed, and it gets no credential of others. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HostileRegistryTest {
  private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
  private static final Reference TAG = new Reference.ByTag(new Tag("v1"));
  private static final SmallImage IMAGE = new SmallImage("{}", "layer");
  private static final byte[] CONTENT =
      "0123456789".repeat(30_000).getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB =
      new Descriptor("application/octet-stream", Digest.of(CONTENT), CONTENT.length);
  private static final Map<String, String> MANIFEST =
      Map.of("Content-Type", MediaTypes.OCI_MANIFEST);

  private final List<Duration> pauses = new ArrayList<>();
  private final Outside outside;

  HostileRegistryTest() throws Exception {
    outside = new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of());
  }

  @AfterEach
  void end() {
    outside.close();
  }

  private RegistryClient client(Hostile registry, String... realms) {
    return new RegistryClient(
        outside,
        registry.uri(),
        Optional.of(new Login("me", "password", Set.of(realms))),
        new Retrying(4, Duration.ofSeconds(1), Duration.ofSeconds(2), pauses::add),
        InstantSource.system());
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static byte[] pull(RegistryClient client) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    client.blob(REPOSITORY, BLOB, BlobSink.to(bytes));
    return bytes.toByteArray();
  }

  @Test
  void itIsCalledAgainWhenItSays() {
    try (Hostile registry =
        new Hostile((exchange, calls) ->
            Hostile.answer(
                exchange,
                calls < 3 ? 429 : 200,
                calls < 3 ? Map.of("Retry-After", "7") : MANIFEST,
                IMAGE.manifest()))) {
      assertThat(client(registry).manifest(REPOSITORY, TAG).digest()).isEqualTo(IMAGE.digest());
      assertThat(pauses)
          .hasSize(2)
          .allMatch(pause -> pause.toSeconds() >= 7 && pause.toSeconds() < 9);
    }
  }

  @Test
  void itIsNotCalledForEver() {
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 429, Map.of(), ""))) {
      assertFails("oci.registry-throttles", () -> client(registry).manifest(REPOSITORY, TAG));
      assertThat(registry.asked()).hasSize(4);
    }
  }

  @Test
  void whoAsksForAnHourIsNotWaitedFor() {
    try (Hostile registry =
        new Hostile(
            (exchange, _) -> Hostile.answer(exchange, 429, Map.of("Retry-After", "3600"), ""))) {
      assertFails("oci.registry-throttles", () -> client(registry).manifest(REPOSITORY, TAG));
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void aManifestThatIsNotItsDigestIsRefused() {
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 200, MANIFEST, IMAGE.manifest()))) {
      Reference other = new Reference.ByDigest(Digest.of(CONTENT));
      assertFails("oci.content-differs", () -> client(registry).manifest(REPOSITORY, other));
    }
  }

  @Test
  void aManifestThatIsNotWhatItsRegistrySaysIsRefused() {
    try (Hostile registry =
        new Hostile((exchange, _) ->
            Hostile.answer(
                exchange,
                200,
                Map.of("Docker-Content-Digest", Digest.of(CONTENT).toString()),
                IMAGE.manifest()))) {
      assertFails("oci.content-differs", () -> client(registry).manifest(REPOSITORY, TAG));
    }
  }

  @Test
  void aManifestWithoutEndIsNotRead() {
    try (Hostile registry =
        new Hostile((exchange, _) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[64 << 10]);
          }
        })) {
      assertFails("oci.odd-answer", () -> client(registry).manifest(REPOSITORY, TAG));
    }
  }

  @Test
  void twoAnswersForOneTagAreTwoManifestsAndEachIsWhole() {
    SmallImage second = new SmallImage("{}", "another layer");
    try (Hostile registry =
        new Hostile((exchange, calls) ->
            Hostile.answer(
                exchange, 200, MANIFEST, calls == 1 ? IMAGE.manifest() : second.manifest()))) {
      assertThat(client(registry).manifest(REPOSITORY, TAG).digest()).isEqualTo(IMAGE.digest());
      assertFails(
          "oci.content-differs",
          () -> client(registry).manifest(REPOSITORY, new Reference.ByDigest(IMAGE.digest())));
    }
  }

  @Test
  void aBrokenBlobIsGoneOnWithWhereItBroke() throws Exception {
    List<String> ranges = new ArrayList<>();
    try (Hostile registry =
        new Hostile((exchange, _) -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(String.valueOf(range));
          int from = range == null ? 0 : Integer.parseInt(range, 6, range.length() - 1, 10);
          if (range != null) {
            exchange
                .getResponseHeaders()
                .add("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/*");
          }
          exchange.sendResponseHeaders(range == null ? 200 : 206, CONTENT.length - from);
          exchange.getResponseBody().write(CONTENT, from, Math.min(100_000, CONTENT.length - from));
          exchange.getResponseBody().flush();
        })) {
      assertThat(pull(client(registry))).isEqualTo(CONTENT);
      assertThat(ranges).startsWith("null", "bytes=100000-", "bytes=200000-");
    }
  }

  @Test
  void aRegistryThatKnowsNoRangesIsReadAnew() throws Exception {
    try (Hostile registry =
        new Hostile((exchange, calls) -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange
              .getResponseBody()
              .write(CONTENT, 0, calls == 1 ? CONTENT.length / 2 : CONTENT.length);
        })) {
      assertThat(pull(client(registry))).isEqualTo(CONTENT);
      assertThat(registry.asked()).hasSize(2);
    }
  }

  @Test
  void ofABlobThatIsNotItsDigestTheEndIsNotHandedOn() {
    byte[] forged = CONTENT.clone();
    forged[5] ^= 1;
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), forged))) {
      ByteArrayOutputStream taken = new ByteArrayOutputStream();
      assertFails(
          "oci.content-differs", () -> client(registry).blob(REPOSITORY, BLOB, BlobSink.to(taken)));
      assertThat(taken.size()).isLessThan(CONTENT.length);
    }
  }

  @Test
  void aBlobThatIsLongerThanItIsSaidToBeIsRefused() {
    byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), longer))) {
      assertFails("oci.content-differs", () -> pull(client(registry)));
    }
  }

  @Test
  void aBlobThatIsShorterIsRefused() {
    byte[] shorter = Arrays.copyOf(CONTENT, CONTENT.length - 1);
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), shorter))) {
      assertFails("oci.content-differs", () -> pull(client(registry)));
    }
  }

  @Test
  void whatTheCallerDoesNotTakeIsNotAskedForAgain() {
    try (Hostile registry =
        new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), CONTENT))) {
      assertThatThrownBy(() ->
              client(registry)
                  .blob(
                      REPOSITORY,
                      BLOB,
                      _ -> {
                        throw new IOException("the disk is full");
                      }))
          .hasMessage("the disk is full");
      assertThat(registry.asked()).hasSize(1);
    }
  }

  @Test
  void pagesInACircleEnd() {
    try (Hostile registry =
        new Hostile((exchange, calls) ->
            Hostile.answer(
                exchange,
                200,
                Map.of("Link", "</v2/team/app/tags/list?last=t" + calls % 2 + ">; rel=\"next\""),
                "{\"tags\":[\"t\"]}"))) {
      assertFails("oci.odd-answer", () -> client(registry).tags(REPOSITORY));
      assertThat(registry.asked().size()).isLessThan(5);
    }
  }

  @Test
  void aNextPageThatCannotBeAskedForIsNotLeftOut() {
    for (String next : List.of("/v2/x?last=\u00e4", "/v2/x?last=%zz")) {
      try (Hostile registry =
          new Hostile((exchange, _) ->
              Hostile.answer(
                  exchange,
                  200,
                  Map.of("Link", "<" + next + ">; rel=\"next\""),
                  "{\"tags\":[\"t\"]}"))) {
        assertFails("oci.odd-answer", () -> client(registry).tags(REPOSITORY));
        assertThat(registry.asked()).hasSize(1);
      }
    }
  }

  @Test
  void aListThatIsNoneIsNotAskedForAgain() {
    for (String list : List.of("<html>", "{\"tags\":[1]}", "{\"tags\":[\"v1\"")) {
      try (Hostile registry =
          new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), list))) {
        assertFails("oci.odd-answer", () -> client(registry).tags(REPOSITORY));
        assertThat(registry.asked()).hasSize(1);
      }
    }
  }

  @Test
  void pagesLeadToNoOtherPlace() {
    try (Hostile other = new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), ""));
        Hostile registry =
            new Hostile((exchange, calls) ->
                Hostile.answer(
                    exchange,
                    200,
                    calls == 1
                        ? Map.of("Link", "<" + other.uri() + "/v2/else?last=t>; rel=\"next\"")
                        : Map.of(),
                    "{\"tags\":[\"t\"]}"))) {
      assertThat(client(registry).tags(REPOSITORY)).hasSize(2);
      assertThat(other.asked()).isEmpty();
      assertThat(registry.asked().getLast()).startsWith("GET /v2/team/app/tags/list?last=t ");
    }
  }

  @Test
  void aTokenIsGotWithThePasswordWhereTheRegistryIs() {
    try (Hostile registry =
        new Hostile((exchange, _) -> {
          String shown = exchange.getRequestHeaders().getFirst("Authorization");
          if (exchange.getRequestURI().getPath().equals("/token")) {
            Hostile.answer(exchange, 200, Map.of(), "{\"token\":\"good\",\"expires_in\":300}");
          } else if ("Bearer good".equals(shown)) {
            Hostile.answer(exchange, 200, MANIFEST, IMAGE.manifest());
          } else {
            Hostile.answer(
                exchange,
                401,
                Map.of(
                    "WWW-Authenticate",
                    "Bearer realm=\"http://"
                        + exchange.getRequestHeaders().getFirst("Host")
                        + "/token\",service=\"it\",scope=\"repository:secret/of-others:pull,push\""),
                "");
          }
        })) {
      RegistryClient client = client(registry);
      assertThat(client.manifest(REPOSITORY, TAG).digest()).isEqualTo(IMAGE.digest());
      assertThat(client.manifest(REPOSITORY, TAG).digest()).isEqualTo(IMAGE.digest());
      assertThat(registry.asked())
          .containsExactly(
              "GET /v2/team/app/manifests/v1 null",
              "GET /token?scope=repository%3Ateam%2Fapp%3Apull&service=it Basic bWU6cGFzc3dvcmQ=",
              "GET /v2/team/app/manifests/v1 Bearer good",
              "GET /v2/team/app/manifests/v1 Bearer good");
    }
  }

  @Test
  void anotherHostIsNotToldThePassword() {
    try (Hostile thief = new Hostile((exchange, _) -> Hostile.answer(exchange, 401, Map.of(), ""));
        Hostile registry =
            new Hostile((exchange, _) ->
                Hostile.answer(
                    exchange,
                    401,
                    Map.of("WWW-Authenticate", "Bearer realm=\"" + thief.other() + "/token\""),
                    ""))) {
      assertFails("oci.realm-refused", () -> client(registry).manifest(REPOSITORY, TAG));
      assertThat(thief.asked()).hasSize(1).allMatch(asked -> asked.endsWith(" null"));
    }
  }

  @Test
  void aPublicRegistrySendsIntoNoPrivateNetworkForItsTokens() throws Exception {
    try (Hostile inside =
            new Hostile(
                (exchange, _) -> Hostile.answer(exchange, 200, Map.of(), "{\"token\":\"t\"}"));
        Hostile registry =
            new Hostile((exchange, _) ->
                Hostile.answer(
                    exchange,
                    401,
                    Map.of("WWW-Authenticate", "Bearer realm=\"" + inside.other() + "/admin\""),
                    ""));
        Outside far = Far.outside()) {
      RegistryClient client =
          new RegistryClient(
              far, registry.uri(), Optional.empty(), Retrying.brief(), InstantSource.system());
      assertFails("outward.address-refused", () -> client.manifest(REPOSITORY, TAG));
      assertThat(inside.asked()).isEmpty();
    }
  }

  @Test
  void aRedirectedBlobIsGotWithoutTheCredential() throws Exception {
    try (Hostile store =
            new Hostile((exchange, _) -> Hostile.answer(exchange, 200, Map.of(), CONTENT));
        Hostile registry =
            new Hostile((exchange, _) -> {
              if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                Hostile.answer(exchange, 401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "");
              } else {
                Hostile.answer(
                    exchange, 307, Map.of("Location", store.other() + "/there?signed"), "");
              }
            })) {
      assertThat(pull(client(registry))).isEqualTo(CONTENT);
      assertThat(store.asked()).containsExactly("GET /there?signed null");
      assertThat(registry.asked().getLast()).endsWith("Basic bWU6cGFzc3dvcmQ=");
    }
  }

  @Test
  void aStoreThatIsRedirectedToIsNotLoggedInTo() {
    try (Hostile store =
            new Hostile((exchange, _) ->
                Hostile.answer(
                    exchange, 401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), ""));
        Hostile registry =
            new Hostile((exchange, _) ->
                Hostile.answer(exchange, 307, Map.of("Location", store.uri() + "/x"), ""))) {
      assertFails("oci.odd-answer", () -> pull(client(registry)));
      assertThat(store.asked()).hasSize(1);
    }
  }

  @Test
  void aRedirectToWhereMachinesAskForCredentialsIsRefused() {
    try (Hostile registry =
        new Hostile((exchange, _) ->
            Hostile.answer(
                exchange, 307, Map.of("Location", "http://169.254.169.254/latest"), ""))) {
      assertFails("outward.address-refused", () -> pull(client(registry)));
    }
  }

  @Test
  void aRegistryThatHangsIsGivenUp() {
    CountDownLatch over = new CountDownLatch(1);
    try (Hostile registry =
        new Hostile((exchange, _) -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().flush();
          over.await();
        })) {
      long before = System.nanoTime();
      assertFails("oci.registry-too-slow", () -> client(registry).manifest(REPOSITORY, TAG));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
      over.countDown();
    }
  }
}
