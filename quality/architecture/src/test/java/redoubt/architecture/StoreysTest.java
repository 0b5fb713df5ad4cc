package redoubt.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
final class StoreysTest {
  /** From the ground up: each may know only those before it. */
  private static final List<String> FOUNDATIONS =
      List.of(
          "core", "crypto", "store", "web", "seal", "ledger", "identity", "kms", "outward", "oci");

  private static final List<String> PROTECTIONS = protections();

  private static JavaClasses house;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("redoubt");
    assertThat(house).as("classes on the path").hasSizeGreaterThan(200);
  }

  /** Each folder of protections is a room, and its package bears its name. */
  private static List<String> protections() {
    try (Stream<Path> folders = Files.list(Sources.root().resolve("protections"))) {
      return folders.map(folder -> Objects.toString(folder.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String inside(String room) {
    return "redoubt." + room + "..";
  }

  private static String[] inside(List<String> rooms) {
    return rooms.stream().map(StoreysTest::inside).toArray(String[]::new);
  }

  @Test
  void eachFoundationKnowsOnlyThoseBelowIt() {
    for (int i = 0; i < FOUNDATIONS.size(); i++) {
      List<String> above = FOUNDATIONS.subList(i + 1, FOUNDATIONS.size());
      if (!above.isEmpty()) {
        noClasses()
            .that()
            .resideInAPackage(inside(FOUNDATIONS.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(inside(above))
            .check(house);
      }
    }
  }

  @Test
  void foundationsKnowNoProtectionAndNobodyKnowsAProgram() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("foundations")
        .definedBy(inside(FOUNDATIONS))
        .layer("protections")
        .definedBy(inside(PROTECTIONS))
        .layer("server")
        .definedBy("redoubt.server..")
        .layer("cli")
        .definedBy("redoubt.cli..")
        .layer("kms-plugin")
        .definedBy("redoubt.kmsplugin..")
        .whereLayer("protections")
        .mayOnlyBeAccessedByLayers("server", "cli")
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("kms-plugin")
        .mayNotBeAccessedByAnyLayer()
        .check(house);
  }

  @Test
  void protectionsNeverKnowEachOther() {
    for (String room : PROTECTIONS) {
      List<String> others = PROTECTIONS.stream().filter(other -> !other.equals(room)).toList();
      if (!others.isEmpty()) {
        noClasses()
            .that()
            .resideInAPackage(inside(room))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(inside(others))
            .check(house);
      }
    }
  }

  @Test
  void noTwoRoomsKnowEachOtherInACircle() {
    slices().matching("redoubt.(*)..").should().beFreeOfCycles().check(house);
  }

  /** Tables may know the values that they keep; the room itself is what holds all together. */
  @Test
  void noTwoPackagesOfContentTrustKnowEachOtherInACircle() {
    slices()
        .matching("redoubt.signatures.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAPackage("redoubt.signatures.sql"), alwaysTrue())
        .check(house);
  }

  @Test
  void imagesOfOtherRegistriesAreValuesThatKnowNoTables() {
    noClasses()
        .that()
        .resideInAPackage("redoubt.signatures.foreign")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "redoubt.signatures.sql..", "redoubt.signatures.facts..", "redoubt.store..")
        .check(house);
  }

  @Test
  void onlyTheKmsContractAndTheReaderOfEtcdSeeGrpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("redoubt.kms..", "redoubt.encryption.etcd..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..")
        .check(house);
    noClasses()
        .that()
        .resideOutsideOfPackages("redoubt.kms..", "redoubt.encryption.etcd..", "redoubt.outward..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .check(house);
  }

  /** Whoever calls what a tenant named does so where the address is judged. */
  @Test
  void protectionsOpenNoConnectionsOfTheirOwn() {
    noClasses()
        .that()
        .resideInAnyPackage(inside(PROTECTIONS))
        .and()
        .resideOutsideOfPackage("redoubt.encryption.proof..")
        // The socket of a plugin is a file.
        .and()
        .doNotHaveFullyQualifiedName("redoubt.encryption.check.Socket")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "io.netty.bootstrap..", "io.netty.channel.socket..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.((Multicast|Datagram|)Socket|(Http|Jar|)URLConnection)"
                + "|java\\.nio\\.channels\\.(Socket|Datagram|AsynchronousSocket)Channel"
                + "|javax\\.net\\.(SocketFactory|ssl\\.(SSLSocket.*|HttpsURLConnection))")
        .orShould()
        .callMethod(java.net.URL.class, "openStream")
        .orShould()
        .callMethod(java.net.URL.class, "openConnection")
        .check(house);
    classes()
        .that()
        .resideInAnyPackage(inside(PROTECTIONS))
        .and(makeAGrpcChannel())
        .should()
        .callConstructorWhere(
            target(owner(name("redoubt.outward.GuardedChannel")))
                .as("it is of guarded connections"))
        .check(house);
  }

  private static DescribedPredicate<JavaClass> makeAGrpcChannel() {
    List<String> makers =
        List.of("forTarget", "forAddress", "newChannelBuilder", "newChannelBuilderForAddress");
    return DescribedPredicate.describe(
        "make a gRPC channel",
        maker ->
            maker.getMethodCallsFromSelf().stream()
                .anyMatch(call ->
                    call.getTargetOwner().getPackageName().startsWith("io.grpc")
                        && makers.contains(call.getName())));
  }

  /** So that what stands beside an API server stays small. */
  @Test
  void theKmsPluginKnowsThreeFoundations() {
    noClasses()
        .that()
        .resideInAPackage("redoubt.kmsplugin..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            inside(
                FOUNDATIONS.stream()
                    .filter(room -> !List.of("core", "crypto", "kms").contains(room))
                    .toList()))
        .check(house);
  }

  @Test
  void onlyOnePackageSeesJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("redoubt.web.jetty..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..")
        .check(house);
  }

  @Test
  void servicesDoNotSeeHttp() {
    noClasses()
        .that()
        .resideInAnyPackage("redoubt.(*)", "redoubt.(*).sql..")
        .and()
        .resideOutsideOfPackages("redoubt.web..", "redoubt.server..", "redoubt.cli..")
        .and()
        .haveSimpleNameNotEndingWith("Room")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("redoubt.(*).http..", "redoubt.(*).console..")
        .allowEmptyShould(true)
        .check(house);
  }

  @Test
  void statementsAreRunOnlyByPackagesNamedSql() {
    noClasses()
        .that()
        .resideOutsideOfPackages("redoubt.store..", "redoubt.testkit..", "..sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jdbi.v3.core.statement..", "java.sql..", "org.postgresql..")
        .check(house);
  }

  @Test
  void onlyTheOneSourceOfRandomnessAndOfTimeIsUsed() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("redoubt.crypto.Randomness")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.Random|java\\.util\\.concurrent\\.ThreadLocalRandom")
        .check(house);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "redoubt.server..", "redoubt.cli..", "redoubt.kmsplugin", "redoubt.bench..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.InstantSource.class, "system")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .check(house);
  }
}
