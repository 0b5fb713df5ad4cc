package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.TestAuthority;
import redoubt.testkit.NeedsPeer;

/** The Notary Project's own tool looks at what we made, and at what we changed. */
@NeedsPeer(
    value = "notation",
    packaged = false,
    why = "a verifier of the Notary Project's signatures that is not ours")
final class NotationPeerTest {
  private static final int MUTANTS = 150;

  @TempDir Path directory;

  /** The tool's last words. */
  private String said = "";

  /** The tool has no clock but the machine's. */
  private final Instant now = Instant.now();

  private final TestAuthority.Party root =
      TestAuthority.authority("Root", 1)
          .valid(now.minusSeconds(9999), now.plusSeconds(99_999))
          .alone();
  private final TrustStores stores =
      new TrustStores(Map.of("ca:acme", Authorities.of(List.of(root.certificate()))));
  private final byte[] manifest = TestNotary.resource("image-manifest.json");
  private final Descriptor image = TestNotary.image();

  @BeforeEach
  void configure() throws IOException {
    Path store =
        Files.createDirectories(directory.resolve("config/notation/truststore/x509/ca/acme"));
    Files.writeString(
        store.resolve("root.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(root.encoded().getFirst())
            + "\n-----END CERTIFICATE-----\n");
    Files.writeString(
        directory.resolve("config/notation/trustpolicy.json"),
        """
        {"version":"1.0","trustPolicies":[{"name":"a","registryScopes":["*"],
        "signatureVerification":{"level":"strict"},"trustStores":["ca:acme"],
        "trustedIdentities":["*"]}]}\
        """);
  }

  private TestAuthority.Party leaf(String key) {
    return TestAuthority.leaf(key).valid(now.minusSeconds(9999), now.plusSeconds(99_999)).by(root);
  }

  private TestNotary notary(TestAuthority.Party party) {
    return new TestNotary(party, image)
        .header(Envelope.SIGNING_TIME, Instant.ofEpochSecond(now.getEpochSecond()));
  }

  private Path blob(Path layout, byte[] content) throws IOException {
    Path file =
        Files.createDirectories(layout.resolve("blobs/sha256")).resolve(Digest.of(content).hex());
    return Files.write(file, content);
  }

  /**
   * Whether the tool accepts the envelope beside the image in a layout of their own. Version 1.3.2
   * finds signatures by their config alone.
   */
  private boolean toolAccepts(String form, byte[] envelope) throws Exception {
    Path layout = Files.createTempDirectory(directory, "layout");
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    blob(layout, manifest);
    blob(layout, envelope);
    blob(layout, "{}".getBytes(UTF_8));
    byte[] signature =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s",\
        "digest":"%s","size":2},"layers":[{"mediaType":"%s","digest":"%s","size":%d}],\
        "subject":{"mediaType":"%s","digest":"%s","size":%d},\
        "annotations":{"io.cncf.notary.x509chain.thumbprint#S256":"[]"}}\
        """
            .formatted(
                MediaTypes.OCI_MANIFEST,
                Notation.TYPE,
                Digest.of("{}".getBytes(UTF_8)),
                form,
                Digest.of(envelope),
                envelope.length,
                image.mediaType(),
                image.digest(),
                image.size())
            .getBytes(UTF_8);
    blob(layout, signature);
    Files.writeString(
        layout.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d},\
        {"mediaType":"%s","digest":"%s","size":%d}]}\
        """
            .formatted(
                image.mediaType(),
                image.digest(),
                image.size(),
                MediaTypes.OCI_MANIFEST,
                Digest.of(signature),
                signature.length));
    ProcessBuilder builder =
        new ProcessBuilder(
                "notation",
                "verify",
                "--oci-layout",
                "--scope",
                "local/app",
                layout + "@" + image.digest())
            .redirectErrorStream(true);
    builder.environment().put("NOTATION_EXPERIMENTAL", "1");
    builder.environment().put("XDG_CONFIG_HOME", directory.resolve("config").toString());
    Process process = builder.start();
    said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() == 0;
  }

  private Fact verify(String form, byte[] envelope) {
    return Notation.verify(image, form, envelope, stores, now);
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void theToolAcceptsWhatIsGood(String form) throws Exception {
    for (String key : List.of("P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096")) {
      byte[] good = notary(leaf(key)).in(form);
      assertThat(verify(form, good).isAuthentic()).as(key).isTrue();
      boolean accepted = toolAccepts(form, good);
      assertThat(accepted).as("%s: %s", key, said).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void theToolRefusesWhatIsRefusedHere(String form) throws Exception {
    TestAuthority.Party party = leaf("P-256");
    TestAuthority.Party stranger =
        TestAuthority.leaf("P-256")
            .by(TestAuthority.authority("Root", 1).key("P-256 twin").alone());
    List<byte[]> bad =
        List.of(
            notary(stranger).in(form),
            notary(leaf("P-256 thief")).chain(party.encoded()).in(form),
            notary(party).chain(party.encoded().reversed()).in(form),
            notary(party).chain(party.encoded().subList(0, 1)).in(form),
            notary(party).content("{}").in(form),
            notary(party)
                .content(
                    new String(
                        TestNotary.content(image.mediaType(), "sha256:" + "a".repeat(64), 349),
                        UTF_8))
                .in(form),
            notary(party)
                .content(
                    new String(
                        TestNotary.content("a/b", image.digest().toString(), image.size()), UTF_8))
                .in(form),
            notary(party)
                .content(
                    new String(
                        TestNotary.content(image.mediaType(), image.digest().toString(), 348),
                        UTF_8))
                .in(form),
            notary(party).header("cty", "text/plain").in(form),
            notary(party).header(Envelope.SCHEME, "notary.x510").in(form),
            notary(party).without("crit").in(form),
            notary(party).header(Envelope.EXPIRY, now.plusSeconds(60)).in(form),
            notary(party).byAuthority(now).in(form),
            notary(party).without(Envelope.SIGNING_TIME).in(form),
            notary(party).critical("io.cncf.notary.verificationPlugin", "p").in(form),
            notary(leaf("RSA-2048")).header("alg", "PS384").in(form));
    for (int at = 0; at < bad.size(); at++) {
      assertThat(verify(form, bad.get(at)).isAuthentic()).as("number %s", at).isFalse();
      assertThat(toolAccepts(form, bad.get(at))).as("number %s", at).isFalse();
    }
  }

  /** Single bits, cut ends, bytes that are put in, and letters of the part that nobody signs. */
  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void whatIsChangedIsAcceptedHereOnlyIfTheToolAcceptsItToo(String form) throws Exception {
    String agent = "acme-signer-of-images";
    byte[] good = notary(leaf("P-256")).agent(agent).in(form);
    int open = new String(good, ISO_8859_1).indexOf(agent);
    Random random = new Random(20261122);
    int both = 0;
    for (int number = 0; number < MUTANTS; number++) {
      int at = random.nextInt(good.length);
      byte[] changed = good.clone();
      switch (number % 6) {
        case 0 -> changed = Arrays.copyOf(good, at);
        case 1 -> changed[at] = (byte) random.nextInt(256);
        case 2 -> {
          changed = Arrays.copyOf(good, good.length + 1);
          System.arraycopy(good, at, changed, at + 1, good.length - at);
        }
        case 3 ->
            changed[open + random.nextInt(agent.length())] = (byte) ('a' + random.nextInt(26));
        default -> changed[at] ^= (byte) (1 << random.nextInt(8));
      }
      boolean ours = verify(form, changed).isAuthentic();
      boolean theirs = toolAccepts(form, changed);
      assertThat(!ours || theirs)
          .as("mutant %s is accepted here alone: %s", number, verify(form, changed).check())
          .isTrue();
      // What the tool reads more leniently is the form, and nothing that is signed.
      assertThat(ours || !theirs || isBadForm(verify(form, changed)))
          .as("mutant %s is refused here alone: %s", number, verify(form, changed).check())
          .isTrue();
      both += ours && theirs ? 1 : 0;
    }
    assertThat(both).as("accepted by both").isGreaterThanOrEqualTo(MUTANTS / 6);
  }

  private static boolean isBadForm(Fact fact) {
    return isBadForm(fact.check());
  }

  private static boolean isBadForm(Check check) {
    return (check.name().equals("envelope.form") && !check.isPassed())
        || check.parts().stream().anyMatch(NotationPeerTest::isBadForm);
  }
}
