package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Proof;
import redoubt.crypto.SecretBytes;
import redoubt.keys.proof.Answer;
import redoubt.keys.proof.DeletedKeyProof;
import redoubt.keys.proof.DisabledKeyProof;
import redoubt.keys.proof.ExpiredImportTokenProof;
import redoubt.keys.proof.ExpiredKeyProof;
import redoubt.keys.proof.ForeignTenantProof;
import redoubt.keys.proof.PlaintextAtRestProof;
import redoubt.keys.proof.ProvingGround;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.ProvingGround.Visit;
import redoubt.keys.proof.PurgedKeyProof;
import redoubt.keys.proof.ReplayedImportTokenProof;
import redoubt.keys.proof.SwappedRowsProof;
import redoubt.keys.proof.TamperedCiphertextProof;
import redoubt.keys.proof.WrongAadProof;
import redoubt.keys.proof.WrongRoleProof;
import redoubt.store.Database;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;
import redoubt.web.Role;

/** The proofs of keys on a whole server, and with every fault that they are there to find. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KeyProofsTest {
  private static final String WRAPPED = "{\"plaintext\":\"AAAA\",\"ciphertext\":\"AAAA\"}";

  @TempDir static Path directory;
  private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private static RunningHouse running;
  private static Database database;
  private static final List<Path> planted = new ArrayList<>();

  @BeforeAll
  static void start() {
    running = RunningHouse.start(directory, () -> Instant.now().plus(ahead.get()));
    database = Database.open(running.database().settings());
  }

  @AfterAll
  static void stop() {
    database.close();
    running.close();
  }

  private static List<JsonNode> run() {
    return items(running.admin().postJson("/v1/proofs/run", "{\"protection\":\"keys\"}").body());
  }

  private static List<JsonNode> items(String body) {
    List<JsonNode> items = new ArrayList<>();
    Json.parse(body.getBytes(StandardCharsets.UTF_8)).path("items").forEach(items::add);
    assertThat(items).as(body).isNotEmpty();
    return items;
  }

  @Test
  @Order(1)
  void theFirstRunProvesAllButWhatNeedsTimeAndSaysWhenThatCanBeTried() {
    List<JsonNode> evidence = run();
    assertThat(evidence)
        .filteredOn(item -> !item.path("outcome").asText().equals("proven"))
        .extracting(item -> item.path("proof").asText() + " " + item.path("outcome").asText())
        .containsExactly("keys.purged-key not_tried", "keys.expired-import-token not_tried");
    assertThat(evidence)
        .filteredOn(item -> item.path("outcome").asText().equals("not_tried"))
        .allMatch(item -> item.path("observation").asText().matches(".* from \\d{4}-.*Z\\."));
  }

  @Test
  @Order(2)
  void aRunFiveHoursLaterProvesAll() {
    ahead.set(Duration.ofHours(5));
    List<JsonNode> evidence = run();
    assertThat(evidence).hasSizeGreaterThanOrEqualTo(12);
    assertThat(evidence)
        .filteredOn(item -> !item.path("outcome").asText().equals("proven"))
        .extracting(JsonNode::toString)
        .isEmpty();
  }

  @Test
  @Order(3)
  void aRunLeavesNeitherUsersNorActiveKeys() {
    HttpsCaller admin = running.admin();
    assertThat(admin.get("/v1/users").body()).doesNotContain("redoubt-proof-");
    List<String> proofs = new ArrayList<>();
    for (JsonNode instance : items(admin.get("/v1/instances").body())) {
      if (instance.path("name").asText().startsWith("proofs")) {
        proofs.add(instance.path("id").asText());
      }
    }
    assertThat(proofs).hasSize(2);
    assertThat(
            database.<Integer>read(handle ->
                handle
                    .createQuery("select count(*) from keys.key where state <> 5")
                    .mapTo(Integer.class)
                    .one()))
        .isZero();
  }

  /** A fault that answers calls of some kind by itself, once the real answer is known. */
  private static LyingGround.Fault when(
      Predicate<Call> which, Function<Visit, UnaryOperator<Answer>> lie) {
    return new LyingGround.Fault() {
      @Override
      public Answer call(Visit real, Caller caller, Side target, Call call) {
        Answer honest = real.call(caller, target, call);
        return which.test(call) && honest.status() >= 400 ? lie.apply(real).apply(honest) : honest;
      }
    };
  }

  /** Refusals of such calls become successes. */
  private static LyingGround.Fault allows(Predicate<Call> which) {
    return when(which, visit -> honest -> new Answer(200, WRAPPED));
  }

  private static Predicate<Call> ending(String... suffixes) {
    return call -> Stream.of(suffixes).anyMatch(call.path()::endsWith);
  }

  /** The server takes the caller for somebody else. */
  private static LyingGround.Fault mistakes(BiPredicate<Caller, Side> whom, Caller forWhom) {
    return new LyingGround.Fault() {
      @Override
      public Answer call(Visit real, Caller caller, Side target, Call call) {
        boolean harmless = !call.method().equals("DELETE");
        return real.call(harmless && whom.test(caller, target) ? forWhom : caller, target, call);
      }
    };
  }

  /** Key material that is imported is written somewhere else, too. */
  private static LyingGround.Fault leaks(Consumer<byte[]> where) {
    return new LyingGround.Fault() {
      @Override
      public Answer call(Visit real, Caller caller, Side target, Call call) {
        if (call.body().contains("\"payload\"")) {
          JsonNode body = Json.parse(call.body().getBytes(StandardCharsets.UTF_8));
          where.accept(
              Base64.getDecoder().decode(body.path("resources").path(0).path("payload").asText()));
        }
        return real.call(caller, target, call);
      }
    };
  }

  private static void intoATable(String column, Object value) {
    database.transaction(handle -> {
      handle.execute("create schema if not exists leak");
      handle.execute("create table leak.found (raw bytea, text text)");
      return handle.execute("insert into leak.found (" + column + ") values (?)", value);
    });
  }

  private static void intoAFile(byte[] contents) {
    try {
      Path file = directory.resolve("seal").resolve("left-over");
      Files.write(file, contents);
      planted.add(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] padded(int before, byte[] key) {
    byte[] longer = new byte[before + key.length + 5];
    System.arraycopy(key, 0, longer, before, key.length);
    return longer;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Arguments fault(
      String what, LyingGround.Fault fault, Function<ProvingGround, Proof> proof) {
    return Arguments.of(named(what, fault), proof);
  }

  static Stream<Arguments> faults() {
    var routes =
        running.house().routes().stream().filter(r -> r.path().startsWith("/api/")).toList();
    Caller manager = new Caller(Side.HOME, Role.MANAGER);
    Function<ProvingGround, Proof> rest = PlaintextAtRestProof::new;
    return Stream.of(
        fault(
            "a foreign token taken for the victim's",
            mistakes(
                (caller, target) -> caller.side() == Side.FOREIGN && target == Side.HOME, manager),
            ground -> new ForeignTenantProof(ground, routes)),
        fault(
            "a foreign key found by its id alone",
            allows(call -> call.path().endsWith("/metadata")),
            ground -> new ForeignTenantProof(ground, routes)),
        fault(
            "readers taken for managers",
            mistakes((caller, target) -> caller.role() == Role.READER, manager),
            ground -> new WrongRoleProof(ground, routes)),
        fault(
            "managers that may purge",
            allows(ending("/purge")),
            ground -> new WrongRoleProof(ground, routes)),
        fault(
            "a deprecated form without a gate",
            allows(call -> call.path().contains("?action=rotate")),
            ground -> new WrongRoleProof(ground, routes)),
        fault("tampered keys unwrap", allows(ending("/unwrap")), TamperedCiphertextProof::new),
        fault("tampered keys rewrap", allows(ending("/rewrap")), TamperedCiphertextProof::new),
        fault("additional data ignored", allows(ending("/unwrap")), WrongAadProof::new),
        fault("disabled keys wrap", allows(ending("/wrap")), DisabledKeyProof::new),
        fault("disabled keys rotate", allows(ending("/rotate")), DisabledKeyProof::new),
        fault("expired keys wrap", allows(ending("/wrap")), ExpiredKeyProof::new),
        fault("expired keys come back", allows(ending("/enable")), ExpiredKeyProof::new),
        fault("deleted keys unwrap", allows(ending("/unwrap")), DeletedKeyProof::new),
        fault("deleted keys come back", allows(ending("/enable")), DeletedKeyProof::new),
        fault(
            "purged keys are restored",
            allows(ending("/restore")),
            ground -> new PurgedKeyProof(ground, database)),
        fault(
            "tokens fetched without end",
            allows(call -> call.method().equals("GET") && call.path().endsWith("/import_token")),
            ReplayedImportTokenProof::new),
        fault(
            "imports taken twice",
            allows(call -> call.body().contains("encryptedNonce")),
            ReplayedImportTokenProof::new),
        fault(
            "imports under an expired token",
            allows(call -> call.body().contains("encryptedNonce")),
            ExpiredImportTokenProof::new),
        fault(
            "a server that refuses everything",
            new LyingGround.Fault() {
              @Override
              public Answer call(Visit real, Caller caller, Side target, Call call) {
                Answer honest = real.call(caller, target, call);
                return call.path().endsWith("/unwrap")
                    ? new Answer(422, "{\"code\":\"UNPROCESSABLE_CIPHERTEXT_ERR\"}")
                    : honest;
              }
            },
            TamperedCiphertextProof::new),
        fault(
            "a vault that ignores names",
            new LyingGround.Fault() {},
            ground ->
                new SwappedRowsProof(
                    ground,
                    database,
                    (handle, name) -> Optional.of(SecretBytes.copyOf(new byte[32])))),
        fault("the key raw in a table", leaks(key -> intoATable("raw", padded(3, key))), rest),
        fault(
            "the key in hex in a table",
            leaks(key -> intoATable("text", "key=" + HexFormat.of().formatHex(key))),
            rest),
        fault("the key raw in a file", leaks(key -> intoAFile(padded(1_048_620, key))), rest),
        fault(
            "the key in upper-case hex in a file",
            leaks(key -> intoAFile(ascii(HexFormat.of().withUpperCase().formatHex(key)))),
            rest),
        fault(
            "the key in base64 in a file",
            leaks(key -> intoAFile(Base64.getEncoder().encode(padded(0, key)))),
            rest),
        fault(
            "the key in base64, a byte later",
            leaks(key -> intoAFile(Base64.getEncoder().encode(padded(1, key)))),
            rest),
        fault(
            "the key in base64url, two bytes later",
            leaks(key -> intoAFile(Base64.getUrlEncoder().encode(padded(2, key)))),
            rest),
        fault(
            "a database that nobody looks into",
            new LyingGround.Fault() {
              @Override
              public void readDatabase(Visit real, ProvingGround.Reader reader) {
                // Nothing is read.
              }
            },
            rest));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @Order(4)
  void aPlantedFaultIsFound(LyingGround.Fault fault, Function<ProvingGround, Proof> proof)
      throws Exception {
    ahead.updateAndGet(time -> time.plus(Duration.ofHours(5)));
    try {
      Proof.Observation seen =
          proof.apply(new LyingGround(running.house().ground(), fault)).attempt();
      assertThat(seen.outcome()).as(seen.seen()).isEqualTo(Outcome.FAILED);
    } finally {
      database.transaction(handle -> handle.execute("drop schema if exists leak cascade"));
      for (Path file : planted) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  @Order(5)
  void withoutAFaultTheyAreProvenAgain() {
    ahead.updateAndGet(time -> time.plus(Duration.ofHours(5)));
    assertThat(run()).allMatch(item -> item.path("outcome").asText().equals("proven"));
  }
}
