package redoubt.signatures.gpg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;
import redoubt.testkit.NeedsPeer;

/** Keys by gpg, signatures by skopeo: it verifies what we do, and refuses what we do not. */
@NeedsPeer(
    value = {"skopeo", "gpg", "gpgconf"},
    why = "a signer and a verifier of OpenPGP simple signing that are not ours")
final class SkopeoSignsTest {
  private static final String REFERENCE = "registry.test/acme/app:v1";
  private static final int MUTANTS = 300;

  /** What a call came to, and all that it said. */
  private record Run(int exit, String said) {}

  @TempDir Path directory;
  private Path home;
  private Path manifest;
  private Digest image;

  @BeforeEach
  void makeAHome() throws IOException {
    home =
        Files.createDirectory(
            directory.resolve("g"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    manifest = directory.resolve("manifest.json");
    Files.write(manifest, TestSigner.resource("image-manifest.json"));
    image = Digest.of(Files.readAllBytes(manifest));
  }

  @AfterEach
  void stopTheAgent() throws Exception {
    run("gpgconf", "--kill", "all");
  }

  private Run run(String... line) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("GNUPGHOME", home.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), said);
  }

  private String done(String... line) throws Exception {
    Run run = run(line);
    assertThat(run.exit()).as(run.said()).isZero();
    return run.said();
  }

  private String gpg(String... more) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("gpg", "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""));
    line.addAll(List.of(more));
    return done(line.toArray(String[]::new));
  }

  /** Fingerprints of the primary key and of its subkeys, in the order that gpg lists them. */
  private List<String> fingerprints() throws Exception {
    List<String> all = new ArrayList<>();
    for (String row : gpg("--with-colons", "--list-keys").split("\n", -1)) {
      if (row.startsWith("fpr:")) {
        all.add(row.split(":", -1)[9]);
      }
    }
    return all;
  }

  private PgpKeys exported() throws Exception {
    Path file = directory.resolve("keys.asc");
    gpg("--armor", "--output", file.toString(), "--export");
    return PgpKeys.read(Files.readAllBytes(file));
  }

  private byte[] sign(String key) throws Exception {
    Path file = directory.resolve("signature");
    done(
        "skopeo",
        "standalone-sign",
        manifest.toString(),
        REFERENCE,
        key,
        "--output",
        file.toString());
    return Files.readAllBytes(file);
  }

  private boolean skopeoAccepts(byte[] signature, String reference, String key) throws Exception {
    Path file = directory.resolve("tried");
    Files.write(file, signature);
    return run("skopeo", "standalone-verify", manifest.toString(), reference, key, file.toString())
            .exit()
        == 0;
  }

  private Fact verify(byte[] signature, PgpKeys keys) {
    return SimpleSigning.verify(image, signature, keys);
  }

  @Test
  void whatSkopeoSignsVerifiesHere() throws Exception {
    for (String algorithm : List.of("rsa2048", "ed25519", "nistp256")) {
      gpg("--quick-gen-key", algorithm + " <s@acme.test>", algorithm, "sign", "never");
    }
    PgpKeys keys = exported();
    List<String> fingerprints = fingerprints();
    assertThat(fingerprints).hasSize(3);
    for (String key : fingerprints) {
      Fact fact = verify(sign(key), keys);
      assertThat(TestSigner.failed(fact)).isEmpty();
      String small = key.toLowerCase(Locale.ROOT);
      assertThat(fact.signer()).isEqualTo(new Signer.OpenPgp(small, small));
      assertThat(fact.claims()).containsEntry(SimpleSigning.REFERENCE, REFERENCE);
      assertThat(skopeoAccepts(sign(key), REFERENCE, key)).isTrue();
    }
  }

  @Test
  void aSubkeySignsForItsPrimaryKey() throws Exception {
    gpg("--quick-gen-key", "S <s@acme.test>", "ed25519", "cert", "never");
    gpg("--quick-add-key", fingerprints().getFirst(), "ed25519", "sign", "1y");
    List<String> both = fingerprints();
    Fact fact = verify(sign(both.getFirst()), exported());
    assertThat(TestSigner.failed(fact)).isEmpty();
    assertThat(fact.signer())
        .isEqualTo(
            new Signer.OpenPgp(
                both.get(0).toLowerCase(Locale.ROOT), both.get(1).toLowerCase(Locale.ROOT)));
    assertThat(fact.goodUntil()).isPresent();
  }

  @Test
  void aRevokedKeyIsRefusedByBoth() throws Exception {
    gpg("--quick-gen-key", "S <s@acme.test>", "ed25519", "sign", "never");
    String key = fingerprints().getFirst();
    byte[] signature = sign(key);
    assertThat(verify(signature, exported()).isAuthentic()).isTrue();
    Path revocation = home.resolve("openpgp-revocs.d").resolve(key + ".rev");
    Path usable = directory.resolve("revocation");
    Files.writeString(usable, Files.readString(revocation).replace(":---", "---"));
    gpg("--import", usable.toString());
    assertThat(TestSigner.failed(verify(signature, exported()))).containsExactly("key.revocation");
    assertThat(skopeoAccepts(signature, REFERENCE, key)).isFalse();
  }

  @Test
  void anExpiredKeyIsSaidToBeGoodUntilThenAndRefusedByTheTool() throws Exception {
    gpg(
        "--faked-system-time",
        "20200101T000000!",
        "--quick-gen-key",
        "S <s@acme.test>",
        "ed25519",
        "sign",
        "2020-02-01");
    String key = fingerprints().getFirst();
    Path message = directory.resolve("message");
    Path text = directory.resolve("text");
    Files.writeString(text, TestSigner.text(image.toString()));
    gpg(
        "--faked-system-time",
        "20200115T000000!",
        "--output",
        message.toString(),
        "--sign",
        text.toString());
    byte[] signature = Files.readAllBytes(message);
    Fact fact = verify(signature, exported());
    assertThat(TestSigner.failed(fact)).isEmpty();
    assertThat(fact.goodUntil().orElseThrow().toString()).startsWith("2020-0");
    assertThat(skopeoAccepts(signature, "registry.test/acme/app:v1", key)).isFalse();
  }

  /** Single bits, cut ends, and bytes that are put in, dropped or moved, in what is compressed. */
  @Test
  void whatIsChangedIsJudgedAsTheToolJudgesIt() throws Exception {
    gpg("--quick-gen-key", "S <s@acme.test>", "ed25519", "sign", "never");
    String key = fingerprints().getFirst();
    PgpKeys keys = exported();
    byte[] good = sign(key);
    Random random = new Random(20261122);
    Fact unchanged = verify(good, keys);
    int same = 0;
    int stricter = 0;
    int alone = 0;
    for (int at = 0; at < MUTANTS; at++) {
      byte[] changed = mutant(good, random, at);
      Fact fact = verify(changed, keys);
      boolean ours =
          fact.isAuthentic() && REFERENCE.equals(fact.claims().get(SimpleSigning.REFERENCE));
      boolean theirs = skopeoAccepts(changed, REFERENCE, key);
      if (ours && !theirs) {
        alone++;
        assertThat(fact.signer()).as("mutant %s", at).isEqualTo(unchanged.signer());
        assertThat(fact.claims()).as("mutant %s", at).isEqualTo(unchanged.claims());
      } else if (ours == theirs) {
        same++;
      } else {
        stricter++;
      }
    }
    assertThat(same)
        .as("and %s that only the tool accepts, %s that it refuses", stricter, alone)
        .isGreaterThan(280);
    assertThat(alone).as("what is not signed").isLessThan(20);
  }

  /**
   * Bytes of the packets around the text, each changed once. Only the tool accepts an announcement
   * of another kind (3) or algorithm (5) than the signature's, a text that is not marked as binary
   * (18), and a signature that says that it is longer than the message (101).
   */
  @Test
  void everyByteAroundTheTextIsJudgedAsTheToolJudgesIt() throws Exception {
    gpg("--quick-gen-key", "S <s@acme.test>", "ed25519", "sign", "never");
    String key = fingerprints().getFirst();
    PgpKeys keys = exported();
    byte[] compressed = sign(key);
    byte[] good =
        new InflaterInputStream(
                new ByteArrayInputStream(compressed, 2, compressed.length - 2), new Inflater(true))
            .readAllBytes();
    assertThat(verify(good, keys).isAuthentic()).isTrue();
    assertThat(skopeoAccepts(good, REFERENCE, key)).isTrue();
    int text = 20;
    int signature = text + (((good[16] & 0xFF) - 192) << 8) + (good[17] & 0xFF) + 192 - 2;
    Set<Integer> onlyHere = new TreeSet<>();
    Set<Integer> onlyTheTool = new TreeSet<>();
    for (int at = 0; at < good.length; at++) {
      if (at < text || at >= signature) {
        byte[] changed = good.clone();
        changed[at] ^= 8;
        boolean ours = verify(changed, keys).isAuthentic();
        if (ours != skopeoAccepts(changed, REFERENCE, key)) {
          (ours ? onlyHere : onlyTheTool).add(at < text ? at : at - signature + 100);
        }
      }
    }
    assertThat(onlyHere).isEmpty();
    assertThat(onlyTheTool).containsExactly(3, 5, 18, 101);
  }

  private static byte[] mutant(byte[] good, Random random, int number) {
    int at = random.nextInt(good.length);
    byte[] changed = good.clone();
    switch (number % 5) {
      case 0 -> changed = java.util.Arrays.copyOf(good, at);
      case 1 -> changed[at] = (byte) random.nextInt(256);
      case 2 ->
          changed =
              TestSigner.join(
                  java.util.Arrays.copyOf(good, at),
                  new byte[] {(byte) random.nextInt(256)},
                  java.util.Arrays.copyOfRange(good, at, good.length));
      default -> changed[at] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }
}
