package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Proof;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.proof.DisabledKeyProof;
import redoubt.encryption.proof.LedgerProof;
import redoubt.encryption.proof.OldCiphertextProof;
import redoubt.encryption.proof.PluginDownProof;
import redoubt.encryption.proof.PluginProgram;
import redoubt.encryption.proof.Plugins;
import redoubt.encryption.proof.ProofGround;
import redoubt.encryption.proof.ServerDownProof;
import redoubt.encryption.proof.SocketProof;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusResponse;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.Peers;
import redoubt.web.Json;

/** The proofs of encryption that need no cluster, and the faults that they are there to find. */
@NeedsPeer(value = "etcd", why = "whether the ledger finds what is planted in it")
final class EncryptionProofsTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir static Path directory;
  private static RunningHouse running;

  @BeforeAll
  static void start() {
    running = RunningHouse.start(directory, CLOCK);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static ProofGround ground() {
    return new ClusterGround(running.house().ground());
  }

  private static LedgerProof ledger(Plugins plugins) {
    return new LedgerProof(ground(), plugins, Peers.find("etcd"), CLOCK);
  }

  static Stream<Arguments> proofs() {
    return Stream.<Function<Plugins, Proof>>of(
            plugins -> new OldCiphertextProof(ground(), plugins, CLOCK),
            plugins -> new PluginDownProof(ground(), plugins),
            plugins -> new ServerDownProof(ground(), plugins),
            plugins -> new DisabledKeyProof(ground(), plugins),
            plugins -> new SocketProof(ground(), plugins),
            EncryptionProofsTest::ledger)
        .map(proof -> Arguments.of(named(proof.apply(new TestPlugins()).id(), proof)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("proofs")
  void withTheRealPluginItIsProven(Function<Plugins, Proof> proof) throws Exception {
    assertOutcome(proof.apply(new TestPlugins()), Outcome.PROVEN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("proofs")
  void withoutAPluginItIsNotTriedAndSaysSo(Function<Plugins, Proof> proof) throws Exception {
    assertThat(assertOutcome(proof.apply(LyingPlugins.none()), Outcome.NOT_TRIED))
        .isEqualTo("There is no plugin.");
  }

  @Test
  void withoutAnEtcdTheLedgerIsNotTriedAndSaysSo() throws Exception {
    Proof proof = new LedgerProof(ground(), new TestPlugins(), Optional.empty(), CLOCK);
    assertThat(assertOutcome(proof, Outcome.NOT_TRIED)).startsWith("There is no etcd");
  }

  @Test
  void aProgramThatIsNotThereIsMissingAndSaysWhereToPutIt() {
    assertThat(new PluginProgram(Optional.of(directory.resolve("no-such"))).missing().orElseThrow())
        .contains("REDOUBT_KMS_PLUGIN");
  }

  @Test
  void theProgramItselfIsProvenAndGoneAfterwards() throws Exception {
    Path program = program();
    assertOutcome(
        new PluginDownProof(ground(), new PluginProgram(Optional.of(program))), Outcome.PROVEN);
    assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine()))
        .noneMatch(line -> line.filter(text -> text.contains(program.toString())).isPresent());
  }

  /** Runs the plugin's classes, as the shipped script does. */
  private static Path program() throws IOException {
    Path script = directory.resolve("redoubt-kms-plugin");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec '%s' -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -Dstarted.by='%s' -cp '%s' redoubt.kmsplugin.Main "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                script,
                System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void nothingIsLeftOfARun() throws Exception {
    Set<Path> before = proofDirectories();
    assertOutcome(new DisabledKeyProof(ground(), new TestPlugins()), Outcome.PROVEN);
    assertOutcome(new DisabledKeyProof(ground(), new LyingPlugins(stillWell())), Outcome.FAILED);
    HttpsCaller admin = running.admin();
    assertThat(admin.get("/v1/users").body()).doesNotContain("redoubt-proof-", "kms-plugin-");
    String instance = proofsInstance();
    assertThat(json(admin.get("/v1/instances/" + instance + "/clusters")).path("items")).isEmpty();
    HttpsCaller inside = admin.with("Bluemix-Instance", instance);
    assertThat(inside.get("/api/v2/key_rings").body()).doesNotContain("kms-proof-");
    assertThat(json(inside.get("/api/v2/keys?state=0,1,2,3")).path("resources")).isEmpty();
    // Others on this machine may prove something, too, and clean up after themselves.
    Set<Path> left = proofDirectories();
    left.removeAll(before);
    Await.until(
        Duration.ofMinutes(2), left + " are gone", () -> left.stream().noneMatch(Files::exists));
  }

  private static Set<Path> proofDirectories() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> String.valueOf(path.getFileName()).startsWith("redoubt-proof-"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private static String proofsInstance() {
    for (JsonNode instance : json(running.admin().get("/v1/instances")).path("items")) {
      if (instance.path("name").asText().equals("proofs")) {
        String id = instance.path("id").asText();
        String me = json(running.admin().get("/v1/whoami")).path("user").asText();
        JsonNode _ =
            json(
                running
                    .admin()
                    .postJson(
                        "/v1/instances/" + id + "/grants",
                        "{\"user\":\"" + me + "\",\"role\":\"MANAGER\"}"));
        return id;
      }
    }
    throw new AssertionError("no proof has run");
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String assertOutcome(Proof proof, Outcome outcome) throws Exception {
    Proof.Observation seen = proof.attempt();
    assertThat(seen.outcome()).as(seen.seen()).isEqualTo(outcome);
    return seen.seen();
  }

  // Faults.

  /** Status goes on as it was once. */
  private static LyingPlugins.Fault stillWell() {
    AtomicReference<StatusResponse> last = new AtomicReference<>();
    return new LyingPlugins.Fault() {
      @Override
      public CompletableFuture<StatusResponse> status(CompletableFuture<StatusResponse> honest) {
        return honest.handle((answer, refusal) -> {
          if (answer != null && last.get() == null) {
            last.set(answer);
          }
          return java.util.Objects.requireNonNull(last.get());
        });
      }
    };
  }

  /** Whatever the plugin refuses looks like a breakdown. */
  private static LyingPlugins.Fault thatBreaks() {
    return new LyingPlugins.Fault() {
      @Override
      public CompletableFuture<StatusResponse> status(CompletableFuture<StatusResponse> honest) {
        return honest.exceptionally(refusal -> {
          throw new IllegalStateException(refusal);
        });
      }
    };
  }

  /** Seeds that were seen once are opened from memory, whatever the key. */
  private static LyingPlugins.Fault remembersSeeds() {
    Map<String, DecryptResponse> seeds = new ConcurrentHashMap<>();
    return new LyingPlugins.Fault() {
      @Override
      public CompletableFuture<DecryptResponse> decrypt(
          DecryptRequest request, CompletableFuture<DecryptResponse> honest) {
        String wrapped = java.util.HexFormat.of().formatHex(request.ciphertext());
        return honest.handle((answer, refusal) -> {
          if (answer != null) {
            seeds.put(wrapped, answer);
          }
          return java.util.Objects.requireNonNull(seeds.get(wrapped));
        });
      }
    };
  }

  /** Opens only what is under the key_id that was used last. */
  private static LyingPlugins.Fault forgetsOldKeys() {
    AtomicReference<String> newest = new AtomicReference<>("");
    return new LyingPlugins.Fault() {
      @Override
      public CompletableFuture<EncryptResponse> encrypt(CompletableFuture<EncryptResponse> honest) {
        return honest.thenApply(answer -> {
          newest.set(answer.keyId());
          return answer;
        });
      }

      @Override
      public CompletableFuture<DecryptResponse> decrypt(
          DecryptRequest request, CompletableFuture<DecryptResponse> honest) {
        return request.keyId().equals(newest.get())
            ? honest
            : CompletableFuture.failedFuture(new IllegalStateException("too old"));
      }
    };
  }

  /** Another key_id after each start. */
  private static Plugins withAKeyIdOfItsOwn() {
    return new TestPlugins() {
      @Override
      public Running start(Setup setup) {
        String suffix = "-" + System.nanoTime();
        return new LyingPlugins(
                new LyingPlugins.Fault() {
                  @Override
                  public CompletableFuture<StatusResponse> status(
                      CompletableFuture<StatusResponse> honest) {
                    return honest.thenApply(
                        answer -> new StatusResponse("v2", "ok", answer.keyId() + suffix));
                  }
                })
            .start(setup);
      }
    };
  }

  private static Plugins whoseSocketIsOpenToAll() {
    return new TestPlugins() {
      @Override
      public Running start(Setup setup) {
        return new InProcess(
            CompletableFuture.supplyAsync(() -> {
              AutoCloseable plugin = open(setup, setup.socket());
              mode(setup.socket());
              return plugin;
            }));
      }

      private void mode(Path socket) {
        try {
          Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** The plugin takes any directory, and whatever is at its place. */
  private static Plugins thatStartAnywhere() {
    return new TestPlugins() {
      @Override
      public Running start(Setup setup) {
        Running started = super.start(setup);
        return new Running() {
          @Override
          public void kill() {
            started.kill();
          }

          @Override
          public boolean endsWithin(Duration time) {
            return false;
          }

          @Override
          public void close() {
            started.close();
          }
        };
      }
    };
  }

  /** The server does as if it had done what was asked. */
  private static ProofGround thatIgnores(String action) {
    return () -> {
      ProofGround.Visit real = ground().enter();
      return new ProofGround.Visit() {
        @Override
        public String instance() {
          return real.instance();
        }

        @Override
        public ProofGround.Answer call(String method, String path, String body) {
          return path.endsWith("/actions/" + action)
              ? new ProofGround.Answer(204, "")
              : real.call(method, path, body);
        }

        @Override
        public java.net.URI server() {
          return real.server();
        }

        @Override
        public Path authority() {
          return real.authority();
        }

        @Override
        public Instant now() {
          return real.now();
        }

        @Override
        public void close() {
          real.close();
        }
      };
    };
  }

  /** It stays up without the server only as long as nobody asks. */
  private static LyingPlugins.Fault thatAsksTheServerEachTime(AtomicReference<String> server) {
    return new LyingPlugins.Fault() {
      @Override
      public CompletableFuture<StatusResponse> status(CompletableFuture<StatusResponse> honest) {
        return honest.thenApply(answer -> {
          java.net.URI uri = java.net.URI.create(java.util.Objects.requireNonNull(server.get()));
          try (java.net.Socket socket = new java.net.Socket(uri.getHost(), uri.getPort())) {
            assertThat(socket.isConnected()).isTrue();
            return answer;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
      }
    };
  }

  private static Plugins thatAsksTheServerEachTime() {
    AtomicReference<String> server = new AtomicReference<>();
    return new LyingPlugins(thatAsksTheServerEachTime(server)) {
      @Override
      public Running start(Setup setup) {
        server.set(setup.server().toString());
        return super.start(setup);
      }
    };
  }

  private static LedgerProof.Taking without(boolean plugin) {
    return (source, socket, keyId) ->
        Census.of(
                plugin
                    ? new Expectation(Expectation.SECRETS, Optional.of(keyId), new TreeSet<>())
                    : new Expectation(
                        java.util.List.of("configmaps"), Optional.of(keyId), new TreeSet<>()),
                StorageKey.anyPrefix(),
                CLOCK)
            .take(source);
  }

  private static Arguments fault(String what, Proof proof) {
    return Arguments.of(named(what, proof));
  }

  static Stream<Arguments> faults() {
    TestPlugins real = new TestPlugins();
    return Stream.of(
        fault(
            "Status goes on after a disable",
            new DisabledKeyProof(ground(), new LyingPlugins(stillWell()))),
        fault(
            "seeds from memory after a disable",
            new DisabledKeyProof(ground(), new LyingPlugins(remembersSeeds()))),
        fault(
            "a lease desk that does not tell", new DisabledKeyProof(thatIgnores("disable"), real)),
        fault(
            "a plugin that breaks instead of refusing",
            new DisabledKeyProof(ground(), new LyingPlugins(thatBreaks()))),
        fault(
            "a rotation that nobody hears of",
            new OldCiphertextProof(thatIgnores("rotate"), real, CLOCK)),
        fault(
            "old seeds that do not open",
            new OldCiphertextProof(ground(), new LyingPlugins(forgetsOldKeys()), CLOCK)),
        fault(
            "Status that stays with the old key_id",
            new OldCiphertextProof(ground(), new LyingPlugins(stillWell()), CLOCK)),
        fault(
            "a key_id that changes with a restart",
            new PluginDownProof(ground(), withAKeyIdOfItsOwn())),
        fault(
            "Status that depends on the server",
            new ServerDownProof(ground(), thatAsksTheServerEachTime())),
        fault(
            "a restart without the server that opens from what is left",
            new ServerDownProof(ground(), new LyingPlugins(remembersSeeds()))),
        fault("a socket for everybody", new SocketProof(ground(), whoseSocketIsOpenToAll())),
        fault("plugins that start anywhere", new SocketProof(ground(), thatStartAnywhere())),
        fault(
            "a ledger that opens nothing",
            new LedgerProof(ground(), real, Peers.find("etcd"), without(true))),
        fault(
            "a ledger that looks at something else",
            new LedgerProof(ground(), real, Peers.find("etcd"), without(false))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aPlantedFaultIsFound(Proof proof) throws Exception {
    assertThat(assertOutcome(proof, Outcome.FAILED)).isNotBlank();
  }
}
