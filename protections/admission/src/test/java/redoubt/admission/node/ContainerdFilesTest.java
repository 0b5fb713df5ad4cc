package redoubt.admission.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.NamePattern;
import redoubt.admission.policy.Policies;
import redoubt.admission.testing.Told;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/** The real program, called as containerd calls it: pkg/imageverifier/bindir of containerd 2.1. */
final class ContainerdFilesTest {
  private static final Digest GOOD = Digest.of(new byte[] {1});
  private static final Digest BAD = Digest.of(new byte[] {2});
  private static final String HERE = "registry.test:8443";
  private static final String APP = HERE + "/team/app";

  @TempDir private Path directory;

  private Instant now = Instant.now();
  private List<NamePattern> exempt = List.of();
  private final Told told =
      new Told().good(APP + ":v1", GOOD).bad(APP + ":v2", BAD, "Nobody has signed it.");

  private record Said(int exit, String reason) {
    boolean admits() {
      return exit == 0;
    }
  }

  private static String policy(String kind, String metadata, String spec) {
    return "apiVersion: redoubt.dev/v1\nkind: %s\nmetadata: {%s}\nspec: %s\n---\n"
        .formatted(kind, metadata, spec);
  }

  private static String cluster(String spec) {
    return policy("ClusterImagePolicy", "name: usual", spec);
  }

  private void write(String yaml) throws IOException {
    write(new Policies(PolicyFile.read(yaml, "team")));
  }

  private void write(Policies policies) throws IOException {
    NodeFiles files =
        ContainerdFiles.of(
            new NodeWish("a test", policies, Set.of(), exempt, List.of(HERE), now),
            told,
            List.of(
                new Stock.Item("team/app", true, GOOD, Set.of("v1")),
                new Stock.Item("team/app", true, BAD, Set.of("v2"))));
    for (NodeFiles.NodeFile one : files.files()) {
      Path file = directory.resolve(one.path());
      Files.createDirectories(file.getParent());
      Files.writeString(file, one.text());
      if (one.executable()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private Said ask(String name, String digest) throws Exception {
    Path descriptor = directory.resolve("descriptor");
    Files.writeString(
        descriptor,
        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\",\"size\":7}"
            .formatted(digest));
    Process process =
        new ProcessBuilder(
                directory.resolve("bin/redoubt-images").toString(),
                "-name",
                name,
                "-digest",
                digest,
                "-stdin-media-type",
                "application/vnd.oci.descriptor.v1+json")
            .directory(directory.toFile())
            .redirectInput(descriptor.toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String wrong = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(wrong).isEmpty();
    return new Said(process.exitValue(), said.strip());
  }

  private Said ask(String name, Digest digest) throws Exception {
    return ask(name, digest.toString());
  }

  @Test
  void whatWasKnownToBeGoodIsPulledByItsTagAndByItsDigest() throws Exception {
    write(cluster("{repositories: [{name: '*', require: [{trusted: true}]}]}"));
    assertThat(ask(APP + ":v1", GOOD).reason())
        .isEqualTo("redoubt: known to be good, 0 minutes ago");
    assertThat(ask(APP + ":v1", GOOD).admits()).isTrue();
    assertThat(ask(APP + "@" + GOOD, GOOD).admits()).isTrue();
    assertThat(ask(APP + ":v1@" + GOOD, GOOD).admits()).isTrue();
    Said refused = ask(APP + ":v2", BAD);
    assertThat(refused.admits()).isFalse();
    assertThat(refused.reason())
        .isEqualTo(
            "redoubt: refused: what ClusterImagePolicy usual, entry * asks for was not known of "
                + BAD
                + " under this name, by the list of 0 minutes ago");
    assertThat(ask(APP + "@" + BAD, BAD).admits()).isFalse();
  }

  @Test
  void aTagThatMovedAndTheSameDigestElsewhereAreNotKnown() throws Exception {
    write(cluster("{repositories: [{name: '*', require: [{trusted: true}]}]}"));
    assertThat(ask(APP + ":v1", BAD).admits()).isFalse();
    assertThat(ask(APP + ":v2", GOOD).admits()).isFalse();
    assertThat(ask("other.test/team/app:v1", GOOD).admits()).isFalse();
    assertThat(ask("other.test/team/app@" + GOOD, GOOD).admits()).isFalse();
    assertThat(ask(HERE + "/team/ap@" + GOOD, GOOD).admits()).isFalse();
    assertThat(ask(HERE + "/team/app:v", GOOD).admits()).isFalse();
    assertThat(ask(APP + "@" + GOOD, BAD).reason()).contains("is not " + BAD);
  }

  @Test
  void entriesThatAskForNothingAdmitAndTheOneThatSaysMoreCounts() throws Exception {
    write(
        cluster(
            """
            {repositories: [{name: 'registry.k8s.io/*'}, {name: 'registry.k8s.io/old/*', require: [{reject: true}]},
              {name: 'registry.k8s.io/old/kept:1'}, {name: 'by.test/*', require: [{digest: true}]},
              {name: 'warn.test/*', mode: warn, require: [{reject: true}]}, {name: '[::1]:5000/*'}]}\
            """));
    assertThat(ask("registry.k8s.io/pause:3.10", BAD).admits()).isTrue();
    assertThat(ask("registry.k8s.io/pause@" + BAD, BAD).admits()).isTrue();
    Said refused = ask("registry.k8s.io/old/x:1", BAD);
    assertThat(refused.reason()).contains("entry registry.k8s.io/old/* refuses it");
    assertThat(ask("registry.k8s.io/old/kept:1", BAD).admits()).isTrue();
    assertThat(ask("by.test/x:1", BAD).admits()).isFalse();
    assertThat(ask("by.test/x@" + BAD, BAD).admits()).isTrue();
    assertThat(ask("warn.test/x:1", BAD).admits()).isTrue();
    assertThat(ask("[::1]:5000/x:1", BAD).admits()).isTrue();
    assertThat(ask(":::5000/x:1", BAD).admits()).isFalse();
    assertThat(ask("evil.test/registry.k8s.io/pause:3.10", BAD).reason())
        .contains("no policy is about it");
  }

  @Test
  void namesAreKnownHoweverTheyWereWritten() throws Exception {
    write(cluster("{repositories: [{name: nginx}, {name: 'team/*'}, {name: 'docker.io/own/*'}]}"));
    assertThat(ask("docker.io/library/nginx:latest", BAD).admits()).isTrue();
    assertThat(ask("docker.io/library/nginx:1.29", BAD).admits()).isTrue();
    assertThat(ask("docker.io/team/app:1", BAD).admits()).isTrue();
    assertThat(ask("docker.io/own/app:1", BAD).admits()).isTrue();
    assertThat(ask("docker.io/library/other:1", BAD).admits()).isFalse();
    assertThat(ask("other.test/nginx:1", BAD).admits()).isFalse();
  }

  @Test
  void exceptionsEndByTheClockOfTheNode() throws Exception {
    String spec =
        """
        {repositories: [{name: '*', require: [{reject: true}]}],
         exceptions: [{name: 'old.test/*', until: '%s', reason: It is replaced.}]}\
        """;
    write(cluster(spec.formatted(Instant.now().plus(Duration.ofHours(1)))));
    assertThat(ask("old.test/x:1", BAD).reason())
        .isEqualTo("redoubt: an exception of ClusterImagePolicy usual, entry old.test/*");
    write(cluster(spec.formatted(Instant.now().minusSeconds(5))));
    assertThat(ask("old.test/x:1", BAD).admits()).isFalse();
  }

  /** What is good by an exception has no line of its own, which would outlive it. */
  @Test
  void anExceptionMakesNoDigestGood() throws Exception {
    Instant soon = Instant.now().plusSeconds(3600);
    now = soon.minusSeconds(7200);
    write(
        cluster(
            """
            {repositories: [{name: '*', require: [{trusted: true}]}],
             exceptions: [{name: '%s*', until: '%s', reason: x}]}\
            """
                .formatted(APP, now.plusSeconds(60))));
    assertThat(ask(APP + ":v1", GOOD).admits()).isFalse();
  }

  @Test
  void whatOneNamespaceAdmitsIsPulledForIt() throws Exception {
    write(
        cluster("{repositories: [{name: '*', require: [{reject: true}]}]}")
            + policy(
                "ImagePolicy",
                "name: own, namespace: shop",
                "{repositories: [{name: 'a.test/*'}]}"));
    assertThat(ask("a.test/x:1", BAD).reason()).contains("ImagePolicy shop/own");
    assertThat(ask("b.test/x:1", BAD).admits()).isFalse();
  }

  @Test
  void whatANodeNeedsItselfIsExempt() throws Exception {
    exempt = List.of(new NamePattern("registry.k8s.io/pause:*"));
    write(cluster("{repositories: [{name: '*', require: [{reject: true}]}]}"));
    assertThat(ask("registry.k8s.io/pause:3.10", BAD).admits()).isTrue();
    assertThat(ask("registry.k8s.io/kube-proxy:1", BAD).admits()).isFalse();
  }

  @Test
  void namesAreNeverRead() throws Exception {
    write(cluster("{repositories: [{name: '*', require: [{trusted: true}]}]}"));
    assertThat(ask(APP + ":v1", GOOD).admits()).isTrue();
    String newline = APP + ":v9\nd " + GOOD + " " + APP + ":v1";
    for (String name :
        List.of(
            newline,
            "$(touch pwned)",
            "`touch pwned`",
            "x; touch pwned",
            "registry.test/$(touch${IFS}pwned):1",
            "registry.test/a:1' -o 1 = 1 '",
            "*/*",
            "registry.test/?",
            "-e",
            "/etc/passwd",
            "",
            "registry.test/" + "a".repeat(2000))) {
      assertThat(ask(name, GOOD).reason()).as(name).contains("refused");
      assertThat(ask(name, GOOD).admits()).as(name).isFalse();
    }
    for (String digest : List.of("", ":", "sha256", "sha256:" + "x\nd " + GOOD, GOOD + " " + APP)) {
      assertThat(ask(APP + ":v1", digest).admits()).as(digest).isFalse();
    }
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  @Test
  void policiesBecomeNoPartOfTheProgram() throws Exception {
    String evil = "$(touch pwned)`touch pwned`; touch pwned #\\n= * admit admit - - x y";
    write(
        policy(
                "ClusterImagePolicy",
                "name: '" + evil + "'",
                "{repositories: [{name: 'a.test/*', require: [{reject: true}]}]}")
            + policy(
                "ImagePolicy",
                "name: own, namespace: \"" + "x\\n~ * admit admit - * * all\"",
                "{repositories: [{name: 'a.test/*', require: [{reject: true}]}]}"));
    assertThat(ask("a.test/x:1", BAD).admits()).isFalse();
    assertThat(ask("b.test/x:1", BAD).admits()).isFalse();
    assertThat(directory.resolve("pwned")).doesNotExist();
    assertThat(Files.readString(directory.resolve("bin/redoubt-images")))
        .isEqualTo(ContainerdFiles.resource("redoubt-images"));
  }

  @Test
  void withoutAWholeListNothingIsPulled() throws Exception {
    write(cluster("{repositories: [{name: '*'}]}"));
    assertThat(ask("a.test/x:1", BAD).admits()).isTrue();
    Path images = directory.resolve("images");
    String whole = Files.readString(images);
    Files.writeString(images, whole.replaceFirst("redoubt-images 1", "redoubt-images 2"));
    assertThat(ask("a.test/x:1", BAD).reason()).contains("is of another version");
    Files.writeString(images, whole.substring(0, whole.indexOf('\n') + 1));
    assertThat(ask("a.test/x:1", BAD).reason()).contains("no policy is about it");
    Files.writeString(images, "");
    assertThat(ask("a.test/x:1", BAD).admits()).isFalse();
    Files.delete(images);
    assertThat(ask("a.test/x:1", BAD).reason()).contains("cannot be read");
  }

  @Test
  void itSaysHowOldItIs() throws Exception {
    now = Instant.now().minus(Duration.ofHours(5));
    write(cluster("{repositories: [{name: '*', require: [{reject: true}]}]}"));
    assertThat(ask("a.test/x:1", BAD).reason()).endsWith("by the list of 5 hours ago");
    now = Instant.now().minus(Duration.ofDays(9));
    write(cluster("{repositories: [{name: '*', require: [{reject: true}]}]}"));
    assertThat(ask("a.test/x:1", BAD).reason()).endsWith("by the list of 9 days ago");
  }

  /** Of what is not known, the program says what the policies do, however the name was written. */
  @Test
  void itChoosesAsTheWebhookDoes() throws Exception {
    Random random = new Random(7);
    List<String> names =
        List.of(
            "docker.io/library/a:latest",
            "docker.io/library/a:1",
            "docker.io/b/a:latest",
            "a.test/b/a:1",
            "a.test/b/c:latest",
            "a.test:5000/b:1",
            "a.test/b/a@" + BAD);
    List<String> patterns =
        List.of(
            "*",
            "a",
            "a:1",
            "*/*",
            "a.test/*",
            "a.test/b/*",
            "a.test/b/a",
            "a.test/b/a:1",
            "*.test/*",
            "a.test*/b*",
            "docker.io/*",
            "docker.io/library/a",
            "library/a",
            "b/*",
            "*a",
            "a.test/*/a*",
            "a.test/b/a@*",
            "*/a:1",
            "docker.io/library/a:latest",
            "*:5000/*");
    int admitted = 0;
    for (int round = 0; round < 60; round++) {
      StringBuilder entries = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        entries
            .append("{name: '")
            .append(patterns.get(random.nextInt(patterns.size())))
            .append(random.nextInt(3) == 0 ? "'}, " : "', require: [{reject: true}]}, ");
      }
      Policies policies =
          new Policies(PolicyFile.read(cluster("{repositories: [" + entries + "]}"), "team"));
      write(policies);
      for (String name : names) {
        if (isAmbiguous(policies, name)) {
          continue;
        }
        boolean expected = isAdmitted(policies, name);
        admitted += expected ? 1 : 0;
        assertThat(ask(name, BAD).admits()).as("%s by %s", name, entries).isEqualTo(expected);
      }
    }
    assertThat(admitted).isBetween(20, 400);
  }

  /** Entries of one policy say as much, and something else: who asks the webhook is warned. */
  private boolean isAmbiguous(Policies policies, String name) {
    ImageReference image = ImageReference.parse(name).orElseThrow();
    return Spellings.of(image).stream()
        .anyMatch(one ->
            policies.choose("any", List.of(one, image.normal().toString()), now)
                    instanceof Choice.Found found
                && !found.ties().isEmpty());
  }

  private boolean isAdmitted(Policies policies, String name) {
    ImageReference image = ImageReference.parse(name).orElseThrow();
    return Spellings.of(image).stream()
        .anyMatch(one ->
            policies.choose("any", List.of(one, image.normal().toString()), now)
                    instanceof Choice.Found found
                && Bearing.of(found.entry().rule(), image.digest().isPresent()) == Bearing.ADMIT);
  }
}
