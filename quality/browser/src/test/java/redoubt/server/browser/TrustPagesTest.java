package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class TrustPagesTest {
  @TempDir Path directory;

  private String run(Path gnupg, String... line) throws IOException, InterruptedException {
    ProcessBuilder program = new ProcessBuilder(List.of(line)).redirectErrorStream(true);
    program.environment().put("GNUPGHOME", gnupg.toString());
    Process process = program.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** How often it was asked what a revocation would reach. */
  private static String reaches(Site site) {
    return site.admin()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.contains("/signers/{signer}/reach") && line.contains("_count"))
        .reduce((one, other) -> one + other)
        .orElseThrow();
  }

  /** Copies an image of the server onto itself, and signs it. */
  private void sign(Site site, Path gnupg, String image, String who)
      throws IOException, InterruptedException {
    Path certificates = Files.createDirectories(directory.resolve("certificates"));
    Files.write(certificates.resolve("ca.crt"), Files.readAllBytes(site.house().caFile()));
    String name = "docker://" + site.url().replace("https://", "") + "/" + image;
    List<String> line = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy"));
    for (String side : List.of("src", "dest")) {
      line.add("--" + side + "-cert-dir=" + certificates);
      line.add("--" + side + "-creds=iamapikey:" + site.adminKey());
    }
    line.addAll(List.of("--sign-by", who, name, name));
    run(gnupg, line.toArray(String[]::new));
  }

  @Test
  @NeedsPeer(
      value = {"skopeo", "gpg"},
      why = "an image that somebody signs")
  void anImageIsPushedUnsignedThenSignedAndThenItsSignerIsRevoked(Site site, Browser browser)
      throws Exception {
    Path gnupg =
        Files.createDirectory(
            directory.resolve("gnupg"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    run(
        gnupg,
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-gen-key",
        "ann@acme.test",
        "ed25519",
        "sign",
        "0");
    String publicKey = run(gnupg, "gpg", "--batch", "--armor", "--export", "ann@acme.test");
    String instance = "/instances/" + site.town().instance();
    String image = instance + "/image/craft/app/at/v1";
    Goods.namespace(site.admin(), site.town().instance(), "craft");
    Goods.push(site.admin(), "craft/app", "amd64", "Ann", "v1");
    Visit visit = browser.admin();
    Page page = visit.page();

    visit.go(image);
    assertThat(page.locator(".title .pill").innerText()).isEqualTo("unsigned");
    assertThat(visit.text()).contains("Nobody has signed it.", "redoubt signer add");

    visit.button("Signers and policy of craft").click();
    page.waitForURL("**/signers/craft");
    assertThat(visit.text()).contains("Nobody yet");
    page.fill("#name", "ann");
    page.check("input[value=openpgp]");
    page.fill("#credential", publicKey);
    visit.button("Add signer").last().click();
    page.waitForURL("**?done=added");
    assertThat(page.locator("tbody").innerText()).contains("ann", "may sign", "OpenPGP key");

    sign(site, gnupg, "craft/app:v1", "ann@acme.test");
    visit.go(image);
    assertThat(page.locator(".title .pill").innerText()).isEqualTo("trusted");
    assertThat(visit.text()).contains("Signed by ann.", "counts", "It is of ann.");
    page.getByText("What was checked").click();
    assertThat(page.locator(".tree").first().innerText()).contains("holds");
    Await.until(
        Duration.ofSeconds(30),
        "the list of tags says what is said of the image",
        () -> {
          visit.go(instance + "/tags/craft/app");
          return page.locator("tbody").innerText().contains("signed by ann");
        });

    visit.go(instance + "/signers/craft");
    visit.button("Revoke").click();
    page.waitForURL("**/ann/revoke");
    assertThat(visit.text())
        .contains(
            "One image is trusted because of it",
            "it will not be trusted without it.",
            "craft/app");
    assertThat(page.locator("tbody .lead-cell").innerText()).contains("craft/app", "v1");
    page.fill("#reason", "the key was stolen");
    visit.button("Revoke for good").click();
    page.waitForURL("**?done=revoked");
    assertThat(page.locator("tbody").innerText()).contains("revoked", "the key was stolen");
    String asked = reaches(site);
    visit.go(instance + "/signers/craft/ann/revoke");
    assertThat(reaches(site))
        .as("what a revocation would reach is asked for once")
        .isEqualTo(asked);
    assertThat(visit.text()).contains("Revoked", "Reason: the key was stolen");
    assertThat(page.locator("form.form").count()).isZero();

    visit.go(image);
    assertThat(page.locator(".title .pill").innerText()).isEqualTo("not trusted");
    assertThat(visit.text())
        .contains("It is of ann, who was revoked as a signer.", "does not count");
    assertThat(visit.complaints()).isEmpty();
  }

  @Test
  void aKeyThatIsNoneIsRefusedInWordsAndTheFormKeepsWhatWasEntered(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go("/instances/" + site.town().instance() + "/signers/" + Goods.NAMESPACE);
    page.fill("#name", "next");
    page.fill("#credential", "<b>no key</b>");
    visit.button("Add signer").last().click();
    page.waitForSelector("[role=alert]");
    assertThat(page.locator("[role=alert]").innerText()).contains("signatures.bad-key");
    assertThat(page.inputValue("#credential")).isEqualTo("<b>no key</b>");
    assertThat(page.inputValue("#name")).isEqualTo("next");
  }

  @Test
  void aSignerIsAddedWithAllThatItsSignaturesNeed(Site site, Browser browser) throws Exception {
    Path authority = directory.resolve("authority.pem");
    String _ =
        run(
            directory,
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            directory.resolve("authority.key").toString(),
            "-subj",
            "/C=DE/ST=Berlin/O=Acme",
            "-out",
            authority.toString());
    Goods.namespace(site.admin(), site.town().instance(), "termed");
    String path = "/instances/" + site.town().instance() + "/signers/termed";
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(path);
    page.fill("#name", "acme");
    page.check("input[value=certificate]");
    page.fill("#credential", Files.readString(authority));
    page.getByText("Revocation, timestamps and signed collections").click();
    page.check("#revocation");
    page.check("#signingAuthority");
    page.fill("#timestampAuthority", "none");
    visit.button("Add signer").last().click();
    page.waitForSelector("[role=alert]");
    assertThat(page.inputValue("#timestampAuthority")).isEqualTo("none");
    assertThat(page.isChecked("#revocation")).isTrue();
    page.fill("#timestampAuthority", Files.readString(authority));
    visit.button("Add signer").last().click();
    page.waitForURL("**?done=added");
    String root = "0123456789abcdef".repeat(4);
    page.fill("#name", "tagging");
    page.fill(
        "#credential",
        run(directory, "openssl", "x509", "-in", authority.toString(), "-pubkey", "-noout"));
    page.getByText("Revocation, timestamps and signed collections").click();
    page.fill("#collectionRoot", root);
    visit.button("Add signer").last().click();
    page.waitForURL("**?done=added");
    page.waitForSelector("text=tagging");
    String said =
        site.admin()
            .get("/v1" + path.replace("/signers/termed", "/namespaces/termed/signers"))
            .body();
    assertThat(said)
        .contains("\"revocation\":\"unchecked\"", "\"signingAuthority\":\"true\"")
        .contains("\"timestampAuthority\":\"-----BEGIN CERTIFICATE")
        .contains("\"collectionRoot\":\"" + root + "\"");
  }

  @Test
  void aPolicyIsShownInWordsAndChanged(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    Goods.namespace(site.admin(), site.town().instance(), "ruled");
    visit.go("/instances/" + site.town().instance() + "/signers/ruled");
    assertThat(visit.text()).contains("Signed by any signer of the namespace.");
    page.getByText("Change the policy").click();
    page.fill("#policy-text", "{\"requirements\":[{\"formats\":[\"notation\"],\"threshold\":2}]}");
    visit.button("Save policy").click();
    page.waitForURL("**?done=policy");
    assertThat(visit.text()).contains("Signed by 2 of the namespace's signers, as Notation.");
    page.getByText("Change the policy").click();
    page.fill("#policy-text", "{\"requirement\":[]}");
    visit.button("Save policy").click();
    page.waitForSelector("[role=alert]");
    assertThat(page.locator("[role=alert]").innerText()).contains("signatures.bad-policy");
    page.getByText("Let the usual policy hold").click();
    page.waitForURL("**?done=reset");
    assertThat(visit.text()).contains("Signed by any signer of the namespace.");
  }
}
