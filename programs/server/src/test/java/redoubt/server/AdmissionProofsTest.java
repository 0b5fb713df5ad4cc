package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Consumer;
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
import redoubt.admission.AdmissionRoom;
import redoubt.admission.bypass.Bypass;
import redoubt.admission.bypass.Bypasses;
import redoubt.admission.bypass.Images;
import redoubt.admission.proof.BypassesProof;
import redoubt.admission.proof.ExpiredProof;
import redoubt.admission.proof.ForgedOutcomeProof;
import redoubt.admission.proof.IndexAndChildProof;
import redoubt.admission.proof.MixedSignaturesProof;
import redoubt.admission.proof.OddImagesProof;
import redoubt.admission.proof.ProvingHouse;
import redoubt.admission.proof.RevokedProof;
import redoubt.admission.proof.StalePolicyProof;
import redoubt.admission.proof.TagMovedProof;
import redoubt.admission.proof.TransplantedProof;
import redoubt.admission.proof.UnsignedProof;
import redoubt.admission.proof.WebhookDownProof;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Proof;
import redoubt.oci.Digest;
import redoubt.registry.RegistryRoom;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * The proofs of admission on a whole server, and with every fault that they are there to find: some
 * are planted in its database, the others in what it sees of questions and in what it answers.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AdmissionProofsTest {
  private static final List<String> TABLES =
      List.of(
          "identity.users",
          "identity.grants",
          "identity.apikeys",
          "seal.secret",
          "encryption.cluster",
          "admission.cluster",
          "admission.policy",
          "admission.secret_key",
          "admission.seen",
          "registry.namespace",
          "registry.manifest",
          "registry.blob",
          "signatures.signer",
          "signatures.fact");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private static RunningHouse running;
  private static Database database;

  @BeforeAll
  static void start() {
    running = RunningHouse.start(directory, AdmissionProofsTest::now);
    database = Database.open(running.database().settings());
  }

  @AfterAll
  static void stop() {
    database.close();
    running.close();
  }

  private static Instant now() {
    return Instant.now().plus(ahead.get());
  }

  private static List<JsonNode> run() {
    String body =
        running.admin().postJson("/v1/proofs/run", "{\"protection\":\"admission\"}").body();
    List<JsonNode> items = new ArrayList<>();
    Json.parse(body.getBytes(StandardCharsets.UTF_8)).path("items").forEach(items::add);
    assertThat(items).as(body).isNotEmpty();
    return items;
  }

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

  private static void assertNothingIsLeft(Map<String, Long> before) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!left().equals(before) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    assertThat(left()).isEqualTo(before);
  }

  @Test
  @Order(1)
  void allAreProvenAndLeaveNothingBehind() {
    List<JsonNode> first = run();
    assertThat(first)
        .filteredOn(item -> !item.path("outcome").asText().equals("proven"))
        .extracting(JsonNode::toString)
        .isEmpty();
    assertThat(first.stream().map(item -> item.path("proof").asText()))
        .containsExactly(
            "admission.unsigned",
            "admission.revoked",
            "admission.expired",
            "admission.transplanted",
            "admission.mixed-signatures",
            "admission.tag-moved",
            "admission.index-and-child",
            "admission.odd-images",
            "admission.bypasses",
            "admission.forged-outcome",
            "admission.stale-policy",
            "admission.webhook-down");
    Map<String, Long> before = left();
    List<JsonNode> _ = run();
    assertNothingIsLeft(before);
  }

  private static ProvingGround ground() {
    return running
        .house()
        .ground()
        .images(() -> running.house().room(RegistryRoom.class).ownContent());
  }

  private static ProvingHouse lying(WrongAnswers fault) {
    ProvingGround lying =
        () -> {
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
    ProvingHouse real = running.house().room(AdmissionRoom.class).proving();
    return new ProvingHouse(
        new AdmissionGround(
            lying, () -> running.house().ground().imagesAreCalled(), AdmissionProofsTest::now),
        real.clusters(),
        real.reading(),
        Duration.ofSeconds(2));
  }

  private static Arguments planted(
      String what, String proof, String table, String when, String change) {
    return Arguments.of(named(what, new Planted(table, when, change)), proof);
  }

  static Stream<Arguments> plantedFaults() {
    String facts = "signatures.fact";
    String inserted = "before insert";
    String takesAll =
        """
        if not new.authentic then
          select true, f.signer, f.checks into new.authentic, new.signer, new.checks
          from signatures.fact f where f.repository = new.repository and f.authentic
          order by f.format = new.format desc limit 1;
          new.authentic = coalesce(new.authentic, false);
          if new.signer is null then return null; end if;
        end if; return new;
        """;
    String noEnd = "new.good_until = null; return new;";
    String policies = "admission.policy";
    return Stream.of(
        planted(
            "policies that ask for nothing",
            "admission.unsigned",
            policies,
            inserted,
            "new.document = replace(new.document, '{\"trusted\":true}', ''); return new;"),
        planted(
            "policies that ask for nothing",
            "admission.bypasses",
            policies,
            inserted,
            "new.document = replace(new.document, '{\"trusted\":true}', ''); return new;"),
        planted(
            "attestations that count as signatures",
            "admission.unsigned",
            facts,
            inserted,
            "new.attests = null; return new;"),
        planted(
            "revocations that are lost",
            "admission.revoked",
            "signatures.signer",
            "before update",
            "new.revoked_at = null; new.revoked_by = null; new.reason = null; return new;"),
        planted("ends that are lost", "admission.expired", facts, inserted, noEnd),
        planted(
            "a verifier that takes all for good",
            "admission.transplanted",
            facts,
            inserted,
            takesAll),
        planted(
            "policies that ask for one signer alone",
            "admission.mixed-signatures",
            policies,
            inserted,
            "new.document = replace(replace(new.document, '[\"authority\"]', '[\"release\"]'),"
                + " '[\"notation\"]', '[\"cosign-legacy\"]'); return new;"),
        planted("ends that are lost", "admission.mixed-signatures", facts, inserted, noEnd),
        planted(
            "a verifier that takes all for good",
            "admission.mixed-signatures",
            facts,
            inserted,
            takesAll),
        planted(
            "tags that stay where they are",
            "admission.tag-moved",
            "registry.tag",
            "before update",
            "new.digest = old.digest; return new;"),
        planted(
            "policies that never rewrite",
            "admission.tag-moved",
            policies,
            inserted,
            "new.document = replace(new.document, '\"require\"',"
                + " '\"rewrite\":\"never\",\"require\"'); return new;"),
        planted(
            "a policy that stays as it was",
            "admission.stale-policy",
            policies,
            inserted,
            "new.document = replace(new.document, '\"reject\"', '\"trusted\"'); return new;"),
        planted(
            "policies that cannot be read and are not kept",
            "admission.stale-policy",
            policies,
            inserted,
            "if new.document like '%repositores%' then return null; end if; return new;"));
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

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("plantedFaults")
  @Order(2)
  void aFaultInTheDatabaseIsFound(Planted fault, String id) throws Exception {
    fault.plant();
    try {
      assertFails(running.house().proof(id));
    } finally {
      fault.remove();
    }
  }

  private static String assertFails(Proof proof) throws Exception {
    Proof.Observation seen = proof.attempt();
    assertThat(seen.outcome()).as(seen.seen()).isEqualTo(Outcome.FAILED);
    return seen.seen();
  }

  private static Arguments fault(
      String what, WrongAnswers fault, Function<ProvingHouse, Proof> of) {
    return Arguments.of(named(what, of.apply(lying(fault))));
  }

  private static WrongAnswers blind(String... fields) {
    Consumer<ObjectNode> part =
        object -> {
          if (object.path("spec") instanceof ObjectNode spec) {
            ObjectNode _ = spec.remove(List.of(fields));
          }
        };
    return WrongReviews.doesNotSee(part);
  }

  static Stream<Arguments> answeredFaults() {
    Stream<Arguments> nothing =
        Stream.<Function<ProvingHouse, Proof>>of(
                UnsignedProof::new,
                RevokedProof::new,
                ExpiredProof::new,
                TransplantedProof::new,
                MixedSignaturesProof::new,
                TagMovedProof::new,
                IndexAndChildProof::new,
                OddImagesProof::new,
                BypassesProof::new,
                ForgedOutcomeProof::new,
                StalePolicyProof::new,
                WebhookDownProof::new)
            .map(proof -> fault("nothing is admitted", WrongReviews.refuses(_ -> true), proof));
    return Stream.concat(
        nothing,
        Stream.of(
            fault(
                "templates that are not looked at",
                WrongReviews.admits(
                    request -> request.at("/kind/kind").asText().equals("Deployment")),
                UnsignedProof::new),
            fault("names that are remembered", WrongReviews.remembersNames(), RevokedProof::new),
            fault(
                "debug containers with what runs already",
                WrongReviews.admits(request -> request.has("subResource")),
                RevokedProof::new),
            fault(
                "labels that are refused",
                WrongReviews.refuses(request ->
                    request.path("operation").asText().equals("UPDATE")
                        && !request.has("subResource")),
                RevokedProof::new),
            fault(
                "digests that are not looked at",
                WrongReviews.admits(request ->
                    request.at("/object/spec/containers/0/image").asText().contains("@")),
                TransplantedProof::new),
            fault(
                "digests that are not written", WrongReviews.writesNoDigests(), TagMovedProof::new),
            fault(
                "digests that are not looked at",
                WrongReviews.admits(request ->
                    request.at("/object/spec/containers/0/image").asText().contains("@")),
                TagMovedProof::new),
            fault("tags that are remembered", WrongReviews.remembersNames(), TagMovedProof::new),
            fault(
                "a second webhook that sleeps",
                WrongReviews.sleeping("validate"),
                TagMovedProof::new),
            fault(
                "repositories that are remembered",
                WrongReviews.remembersRepositories(),
                IndexAndChildProof::new),
            fault(
                "repositories that are remembered",
                WrongReviews.remembersRepositories(),
                OddImagesProof::new),
            fault(
                "digests that are not written",
                WrongReviews.writesNoDigests(),
                OddImagesProof::new),
            fault("init containers that are not seen", blind("initContainers"), BypassesProof::new),
            fault(
                "debug containers that are not seen",
                blind("ephemeralContainers"),
                BypassesProof::new),
            fault("volumes that are not seen", blind("volumes"), BypassesProof::new),
            fault("templates that are not seen", blind("template"), BypassesProof::new),
            fault(
                "owners that are believed",
                WrongReviews.admits(
                    request -> request.at("/object/metadata").has("ownerReferences")),
                BypassesProof::new),
            fault(
                "annotations that are believed",
                WrongReviews.admits(request -> request.at("/object/metadata").has("annotations")),
                ForgedOutcomeProof::new),
            fault(
                "a status that is believed",
                WrongReviews.admits(request -> request.path("object").has("status")),
                ForgedOutcomeProof::new),
            fault(
                "an earlier state that is believed",
                WrongReviews.admits(request -> request.has("oldObject")),
                ForgedOutcomeProof::new),
            fault("errors that admit", WrongReviews.opensOnErrors(), StalePolicyProof::new),
            fault("errors that admit", WrongReviews.opensOnErrors(), WebhookDownProof::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answeredFaults")
  @Order(3)
  void aFaultInAnswersIsFound(Proof proof) throws Exception {
    String _ = assertFails(proof);
  }

  static List<Bypass> bypasses() {
    return Bypasses.all();
  }

  /** The server admits what it must not; where nothing must be refused, it refuses changes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("bypasses")
  @Order(4)
  void eachWayAroundThatIsOpenIsFound(Bypass bypass) throws Exception {
    Images.Image any = new Images.Image("example.org/app", "v1", Digest.of(new byte[0]));
    boolean refuses =
        bypass.attempts(new Images(any, any)).stream().anyMatch(one -> !one.admitted());
    WrongAnswers fault =
        refuses
            ? WrongReviews.admits(_ -> true)
            : WrongReviews.refuses(
                request -> request.has("subResource") || request.has("oldObject"));
    assertThat(assertFails(new BypassesProof(lying(fault), List.of(bypass))))
        .startsWith(bypass.name() + ": ");
  }

  private static Arguments installed(String what, String regex, String by) {
    return Arguments.of(named(what, (Function<String, String>) yaml -> yaml.replaceAll(regex, by)));
  }

  static Stream<Arguments> installedFaults() {
    return Stream.of(
        installed("what is not answered passes", "failurePolicy: Fail", "failurePolicy: Ignore"),
        installed(
            "a webhook for what has a label",
            "matchPolicy: Equivalent",
            "objectSelector: {matchLabels: {look: here}}"),
        installed(
            "changes that nobody is asked about", "!= \"UPDATE\" \\|\\|", "!= \"UPDATE\" \\&\\&"),
        installed("namespaces that users can mark", "kubernetes.io/metadata.name", "skip"),
        installed("no debug containers", "pods/ephemeralcontainers, ", ""),
        installed("no updates", "\\[CREATE, UPDATE\\]", "[CREATE]"),
        installed("one version alone", "apiVersions: \\[\"\\*\"\\]", "apiVersions: [v1]"),
        installed("no second webhook", "kind: Validating", "kind: Other"),
        installed("no cron jobs", "jobs, cronjobs", "jobs"),
        installed("a long wait", "timeoutSeconds: 5", "timeoutSeconds: 30"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("installedFaults")
  @Order(5)
  void aGapInWhatIsInstalledIsFound(Function<String, String> fault) throws Exception {
    WebhookDownProof.Manifests real = WebhookDownProof.Manifests.INSTALLED;
    ProvingHouse house = running.house().room(AdmissionRoom.class).proving();
    assertThat(
            assertFails(
                new WebhookDownProof(
                    house,
                    new WebhookDownProof.Manifests(real.usual().andThen(fault), real.ladder()))))
        .startsWith("What is installed (");
  }

  static Stream<Arguments> ladderFaults() {
    return Stream.of(
        installed(
            "a policy that only warns",
            "validationActions: \\[Deny\\]",
            "validationActions: [Warn]"),
        installed(
            "namespaces without a list",
            "parameterNotFoundAction: Deny",
            "parameterNotFoundAction: Allow"),
        installed("errors that admit", "failurePolicy: Fail", "failurePolicy: Ignore"),
        installed("no debug containers", "pods/ephemeralcontainers\\]", "pods]"),
        installed("namespaces that users can mark", "kubernetes.io/metadata.name", "skip"),
        installed("a binding of nothing", "policyName: redoubt-images", "policyName: other"),
        installed("a list that anybody writes", "admittedimages\\]", "others]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ladderFaults")
  @Order(5)
  void aGapInTheLadderIsFound(Function<String, String> fault) throws Exception {
    WebhookDownProof.Manifests real = WebhookDownProof.Manifests.INSTALLED;
    ProvingHouse house = running.house().room(AdmissionRoom.class).proving();
    assertThat(
            assertFails(
                new WebhookDownProof(
                    house,
                    new WebhookDownProof.Manifests(real.usual(), real.ladder().andThen(fault)))))
        .startsWith("What is installed with the ladder ");
  }

  @Test
  @Order(6)
  void withoutANameOfItsImagesNothingIsTried() throws Exception {
    ProvingHouse real = running.house().room(AdmissionRoom.class).proving();
    Proof.Observation seen =
        new UnsignedProof(
                new ProvingHouse(
                    new AdmissionGround(ground(), Optional::empty, AdmissionProofsTest::now),
                    real.clusters(),
                    real.reading()))
            .attempt();
    assertThat(seen.outcome()).isEqualTo(Outcome.NOT_TRIED);
    assertThat(seen.seen()).contains("--public-url");
  }

  @Test
  @Order(7)
  void whatAKilledRunLeftIsRemovedByALaterOneWhichProvesAll() {
    var killed = running.house().room(AdmissionRoom.class).proving().ground().enter();
    String name = "proof-%010d-0123456789abcdef".formatted(now().getEpochSecond());
    assertThat(
            killed
                .call(
                    "POST",
                    "/v1/instances/" + killed.instance() + "/clusters",
                    Map.of("name", name))
                .status())
        .isEqualTo(201);
    ahead.updateAndGet(time -> time.plus(Duration.ofMinutes(31)));
    assertThat(run()).allMatch(item -> item.path("outcome").asText().equals("proven"));
    assertThat(
            database.<List<String>>read(handle ->
                handle
                    .createQuery(
                        "select name from encryption.cluster union select name from"
                            + " registry.namespace")
                    .mapTo(String.class)
                    .list()))
        .doesNotContain(name, killed.repository().replaceFirst("/.*", ""));
  }
}
