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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
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
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Proof;
import redoubt.oci.Digest;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.Place;
import redoubt.registry.proof.DamagedBlobProof;
import redoubt.registry.proof.Disk;
import redoubt.registry.proof.ForeignTokenProof;
import redoubt.registry.proof.OwnContent;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.QuotaOverrunProof;
import redoubt.signatures.proof.ExpiredProof;
import redoubt.signatures.proof.Foresight;
import redoubt.signatures.proof.FrozenTimestampProof;
import redoubt.signatures.proof.IndexAndChildProof;
import redoubt.signatures.proof.RevokedProof;
import redoubt.signatures.proof.TagRolledBackProof;
import redoubt.signatures.proof.TransplantedProof;
import redoubt.signatures.proof.UnsignedProof;
import redoubt.signatures.proof.WronglySignedProof;
import redoubt.store.Database;
import redoubt.web.Json;
import redoubt.web.Route;

/**
 * The proofs of the registry and of content trust on a whole server, and with every fault that they
 * are there to find: most are planted in its database or its content store, the others in what it
 * answers.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ImageProofsTest {
  /** What is left of an image, and of who pushed and signed it. */
  private static final List<String> TABLES =
      List.of(
          "identity.users",
          "identity.grants",
          "identity.apikeys",
          "seal.secret",
          "registry.namespace",
          "registry.repository",
          "registry.blob",
          "registry.link",
          "registry.manifest",
          "registry.manifest_body",
          "registry.tag",
          "registry.trash_tag",
          "registry.upload",
          "registry.doomed",
          "registry.holding",
          "registry.usage",
          "signatures.signer",
          "signatures.ruling",
          "signatures.source",
          "signatures.fact",
          "signatures.verdict",
          "signatures.due",
          "signatures.tuf_gun",
          "signatures.tuf_file",
          "signatures.tuf_key");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private static RunningHouse running;
  private static Database database;
  private static OwnContent content;

  @BeforeAll
  static void start() throws IOException {
    running = RunningHouse.start(directory, ImageProofsTest::now);
    database = Database.open(running.database().settings());
    content =
        new OwnContent(
            database, FileStore.in(directory.resolve(DataDirectory.IMAGES)), ImageProofsTest::now);
  }

  @AfterAll
  static void stop() {
    database.close();
    running.close();
  }

  private static Instant now() {
    return Instant.now().plus(ahead.get());
  }

  private static List<JsonNode> run(String protection) {
    String body =
        running
            .admin()
            .postJson("/v1/proofs/run", "{\"protection\":\"" + protection + "\"}")
            .body();
    List<JsonNode> items = new ArrayList<>();
    Json.parse(body.getBytes(StandardCharsets.UTF_8)).path("items").forEach(items::add);
    assertThat(items).as(body).isNotEmpty();
    return items;
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "signatures"})
  @Order(1)
  void allAreProven(String protection) {
    assertThat(run(protection))
        .filteredOn(item -> !item.path("outcome").asText().equals("proven"))
        .extracting(JsonNode::toString)
        .isEmpty();
  }

  @Test
  @Order(2)
  void thereAreElevenOfThem() {
    assertThat(
            Stream.of("registry", "signatures")
                .flatMap(protection -> run(protection).stream())
                .map(item -> item.path("proof").asText()))
        .containsExactly(
            "registry.foreign-token",
            "registry.quota-overrun",
            "registry.damaged-blob",
            "signatures.unsigned",
            "signatures.wrongly-signed",
            "signatures.revoked",
            "signatures.expired",
            "signatures.transplanted",
            "signatures.index-and-child",
            "signatures.tag-rolled-back",
            "signatures.frozen-timestamp");
  }

  /** Rows of every table, and files of the content store. */
  private static Map<String, Long> left() {
    Map<String, Long> left = new TreeMap<>();
    for (String table : TABLES) {
      left.put(
          table,
          database.read(handle ->
              handle.createQuery("select count(*) from " + table).mapTo(Long.class).one()));
    }
    try (Stream<Path> files = Files.walk(directory.resolve(DataDirectory.IMAGES))) {
      left.put("files", files.filter(Files::isRegularFile).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return left;
  }

  /** What happened to images is told to content trust a moment later. */
  private static void assertNothingIsLeft(Map<String, Long> before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!left().equals(before) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    assertThat(left()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "signatures"})
  @Order(3)
  void aRunLeavesNothingBehind(String protection) {
    Map<String, Long> before = left();
    List<JsonNode> _ = run(protection);
    assertNothingIsLeft(before);
  }

  private static ProvingGround ground() {
    return running.house().ground().images(() -> content);
  }

  private static ProvingGround lying(WrongAnswers fault) {
    return () -> {
      ProvingGround.Visit visit = ground().enter();
      return new ProvingGround.Visit() {
        @Override
        public String instance(Side side) {
          return visit.instance(side);
        }

        @Override
        public String namespace(Side side) {
          return visit.namespace(side);
        }

        @Override
        public Answer call(Credential who, Call call) {
          return fault.call(visit, who, call);
        }

        @Override
        public void close() {
          visit.close();
        }
      };
    };
  }

  private static redoubt.signatures.proof.ProvingGround trust(WrongAnswers fault) {
    return new TrustGround(lying(fault), ImageProofsTest::now);
  }

  /** Something is wrong in the database: it changes what is written. */
  record Planted(String table, String when, String change) {
    void plant() {
      run(
          "create function public.fault() returns trigger language plpgsql as $$ begin "
              + change
              + " end $$");
      run(
          "create trigger fault "
              + when
              + " on "
              + table
              + " for each row execute function public.fault()");
    }

    void remove() {
      run("drop trigger fault on " + table);
      run("drop function public.fault()");
    }

    private static void run(String sql) {
      database.transaction(handle -> handle.execute(sql));
    }
  }

  private static Arguments planted(
      String what, String proof, String table, String when, String change) {
    return Arguments.of(named(what, new Planted(table, when, change)), proof);
  }

  static Stream<Arguments> plantedFaults() {
    String facts = "signatures.fact";
    String inserted = "before insert";
    String noEnd = "new.good_until = null; return new;";
    Function<String, String> takes =
        which ->
            """
              if not new.authentic and %s then
                select true, f.signer, f.checks into new.authentic, new.signer, new.checks
                from signatures.fact f where f.repository = new.repository and f.authentic
            order by f.attests is not distinct from new.attests desc, f.format = new.format desc limit 1;
                new.authentic = coalesce(new.authentic, false);
                if new.signer is null then return null; end if;
              end if; return new;
            """
                .formatted(which);
    String takesAll = takes.apply("true");
    return Stream.of(
        planted(
            "roles that reach another tenant",
            "registry.foreign-token",
            "identity.grants",
            "after insert",
            """
            if pg_trigger_depth() = 1 then
              insert into identity.grants (id, user_id, instance_id, role, created_at, created_by)
              select gen_random_uuid(), new.user_id, i.id, new.role, new.created_at, new.created_by
              from identity.instances i where i.name = 'proofs' and i.id <> new.instance_id;
            end if; return new;
            """),
        planted(
            "a quota that does not count",
            "registry.quota-overrun",
            "registry.usage",
            "before update",
            "new.live_bytes = 0; return new;"),
        planted(
            "a limit that is lost",
            "registry.quota-overrun",
            "registry.usage",
            "before update",
            "new.most_bytes = null; return new;"),
        planted(
            "attestations that count as signatures",
            "signatures.unsigned",
            facts,
            inserted,
            "new.attests = null; return new;"),
        planted(
            "a verifier that takes all for good",
            "signatures.wrongly-signed",
            facts,
            inserted,
            takesAll),
        planted(
            "a verifier that takes all for good",
            "signatures.transplanted",
            facts,
            inserted,
            takesAll),
        planted(
            "a verifier that takes every OpenPGP message for good",
            "signatures.transplanted",
            facts,
            inserted,
            takes.apply("new.format = 'OPENPGP'")),
        planted(
            "a verifier that takes every attestation in a bundle for good",
            "signatures.transplanted",
            facts,
            inserted,
            takes.apply("new.attests is not null and new.format = 'SIGSTORE_BUNDLE'")),
        planted(
            "a verifier that takes every attestation by tag for good",
            "signatures.transplanted",
            facts,
            inserted,
            takes.apply("new.attests is not null and new.format = 'COSIGN_LEGACY'")),
        planted(
            "collections as old as the first question for a key",
            "signatures.transplanted",
            "signatures.tuf_gun",
            "before update",
            "if new.age is not null then new.age = new.id - 1000000000; end if; return new;"),
        planted(
            "signers that are bound to no root",
            "signatures.transplanted",
            "signatures.signer",
            inserted,
            "new.terms = '{}'; return new;"),
        planted(
            "revocations that are lost",
            "signatures.revoked",
            "signatures.signer",
            "before update",
            "new.revoked_at = null; new.revoked_by = null; new.reason = null; return new;"),
        planted("ends that are lost", "signatures.expired", facts, inserted, noEnd),
        planted("ends that are lost", "signatures.frozen-timestamp", facts, inserted, noEnd),
        planted(
            "signed tags that are never forgotten",
            "signatures.tag-rolled-back",
            "signatures.source",
            "before delete",
            "return null;"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("plantedFaults")
  @Order(4)
  void aFaultInTheDatabaseIsFound(Planted fault, String id) throws Exception {
    fault.plant();
    try {
      assertFails(running.house().proof(id));
    } finally {
      fault.remove();
    }
  }

  private static void assertFails(Proof proof) throws Exception {
    Proof.Observation seen = proof.attempt();
    assertThat(seen.outcome()).as(seen.seen()).isEqualTo(Outcome.FAILED);
  }

  /** The content store says of what has changed that it is as it was. */
  private static final Disk STATE_STAYS =
      (digest, at) -> {
        content.turnBit(digest, at);
        database.transaction(handle -> {
          String place =
              handle
                  .createQuery("select place from registry.blob where digest = :digest")
                  .bind("digest", digest.toString())
                  .mapTo(String.class)
                  .one();
          return handle.execute(
              "update registry.blob set stamp = ? where digest = ?",
              stamp(new Place(place)),
              digest.toString());
        });
      };

  private static String stamp(Place place) {
    try {
      return FileStore.in(directory.resolve(DataDirectory.IMAGES)).stamp(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arguments fault(String what, Proof proof) {
    return Arguments.of(named(what, proof));
  }

  static Stream<Arguments> otherFaults() {
    List<Route> routes =
        running.house().routes().stream().filter(r -> r.path().startsWith("/v2/")).toList();
    Foresight everything = (instance, repository, image, at) -> true;
    Foresight twoWeeks = (instance, repository, image, at) -> at.isBefore(now().plus(A_DAY));
    WrongAnswers honest = new WrongAnswers() {};
    Function<redoubt.signatures.proof.ProvingGround, Proof> expired =
        ground -> new ExpiredProof(ground, twoWeeks);
    return Stream.of(
        fault(
            "tokens of the registry that open everything",
            new ForeignTokenProof(
                lying(WrongAnswers.mistakes(Credential.Token.class::isInstance)), routes)),
        fault(
            "foreign layers that can be mounted",
            new ForeignTokenProof(
                lying(
                    new WrongAnswers() {
                      @Override
                      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
                        Answer answer = real.call(who, call);
                        return call.path().contains("mount=")
                            ? new Answer(201, Map.of(), new byte[0])
                            : answer;
                      }
                    }),
                routes)),
        fault(
            "a quota that is told and not kept",
            new QuotaOverrunProof(
                lying(WrongAnswers.allows(call -> call.path().contains("/manifests/"))))),
        fault("a store whose state stays", new DamagedBlobProof(lying(honest), STATE_STAYS)),
        fault(
            "a disk that does not change", new DamagedBlobProof(lying(honest), (digest, at) -> {})),
        fault(
            "parts that are not looked at",
            new DamagedBlobProof(
                lying(WrongAnswers.allows(call -> call.headers().containsKey("Range"))), content)),
        fault(
            "verdicts on repositories",
            new IndexAndChildProof(trust(WrongAnswers.judgesRepositories()))),
        fault(
            "verdicts on repositories",
            new UnsignedProof(trust(WrongAnswers.judgesRepositories()))),
        fault(
            "keys that come back",
            new RevokedProof(trust(WrongAnswers.allows(call -> call.path().endsWith("/signers"))))),
        fault(
            "revocations that do not reach certificates",
            new RevokedProof(trust(WrongAnswers.forgetsRevocationsOf("notation")))),
        fault(
            "revocations that do not reach signed tags",
            new RevokedProof(trust(WrongAnswers.forgetsRevocationsOf("notary-v1")))),
        fault(
            "envelopes in COSE that count wherever they lie",
            new TransplantedProof(trust(WrongAnswers.believes("application/cose")))),
        fault(
            "envelopes in JWS that count wherever they lie",
            new TransplantedProof(trust(WrongAnswers.believes("application/jose+json")))),
        fault(
            "publications with a timestamp that are refused",
            new FrozenTimestampProof(trust(WrongAnswers.refusesTimestamps()), twoWeeks)),
        fault(
            "old files that are taken",
            new TagRolledBackProof(
                trust(WrongAnswers.allows(call -> call.path().endsWith("/_trust/tuf/"))))),
        fault(
            "roots that are taken",
            new FrozenTimestampProof(
                trust(WrongAnswers.allows(call -> call.path().endsWith("/_trust/tuf/"))),
                twoWeeks)),
        fault("certificates that never end", new ExpiredProof(trust(honest), everything)),
        fault("timestamps that never end", new FrozenTimestampProof(trust(honest), everything)),
        fault("nothing is trusted", new UnsignedProof(trust(WrongAnswers.trustsNothing()))),
        fault("nothing is trusted", new WronglySignedProof(trust(WrongAnswers.trustsNothing()))),
        fault("nothing is trusted", new RevokedProof(trust(WrongAnswers.trustsNothing()))),
        fault("nothing is trusted", expired.apply(trust(WrongAnswers.trustsNothing()))),
        fault("nothing is trusted", new TransplantedProof(trust(WrongAnswers.trustsNothing()))),
        fault("nothing is trusted", new IndexAndChildProof(trust(WrongAnswers.trustsNothing()))));
  }

  private static final Duration A_DAY = Duration.ofHours(23);

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherFaults")
  @Order(5)
  void aFaultInTheStoreOrInAnswersIsFound(Proof proof) throws Exception {
    assertFails(proof);
  }

  @Test
  @Order(6)
  void aProofThatFailsLeavesNothingBehindEither() throws Exception {
    Map<String, Long> before = left();
    assertFails(new DamagedBlobProof(ground(), (digest, at) -> {}));
    assertFails(
        new FrozenTimestampProof(
            trust(new WrongAnswers() {}), (instance, repository, image, at) -> true));
    assertNothingIsLeft(before);
  }

  @Test
  @Order(7)
  void aProofThatBreaksOffLeavesNothingBehindEither() {
    Map<String, Long> before = left();
    Disk broken =
        (digest, at) -> {
          throw new IllegalStateException("no such disk");
        };
    assertThat(
            Optional.of(new DamagedBlobProof(ground(), broken))
                .map(proof -> {
                  try {
                    return proof.attempt().seen();
                  } catch (Exception e) {
                    return String.valueOf(e.getMessage());
                  }
                }))
        .contains("no such disk");
    assertNothingIsLeft(before);
  }

  @Test
  @Order(8)
  void whatAKilledRunLeftIsRemovedByALaterOne() {
    ProvingGround.Visit killed = ground().enter();
    String namespace = killed.namespace(Side.HOME);
    byte[] layer = "a layer of a run that was killed".getBytes(StandardCharsets.UTF_8);
    Answer _ =
        killed.call(
            new Credential.Bearer(Side.HOME),
            new Call(
                "POST",
                "/v2/" + namespace + "/app/blobs/uploads/?digest=" + Digest.of(layer),
                Map.of("Content-Type", "application/octet-stream"),
                layer));
    ahead.updateAndGet(time -> time.plus(Duration.ofMinutes(31)));
    List<JsonNode> _ = run("registry");
    assertThat(
            database.<List<String>>read(handle ->
                handle
                    .createQuery("select name from registry.namespace")
                    .mapTo(String.class)
                    .list()))
        .doesNotContain(namespace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "signatures"})
  @Order(9)
  void withoutAFaultAllAreProvenAgain(String protection) {
    assertThat(run(protection)).allMatch(item -> item.path("outcome").asText().equals("proven"));
  }
}
