package redoubt.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.Await;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.ScriptedHttps;

/** What pods of a cluster name at a real registry, as somebody sees it in a browser. */
@NeedsPeer(
    value = {"chromium", "docker-registry"},
    why = "images of other registries in the console")
@ExtendWith(OpenSite.class)
final class ForeignPagesTest {
  private static final Duration READ_AND_ASKED = Duration.ofSeconds(90);

  @TempDir Path directory;

  private static String blob(DockerRegistry registry, String repository, String text) {
    return registry.putBlob(repository, text.getBytes(UTF_8));
  }

  private static String push(
      DockerRegistry registry, String repository, String tag, Map<String, Object> layer) {
    Map<String, Object> manifest =
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            Goods.MANIFEST,
            "config",
            Map.of(
                "mediaType", Goods.CONFIG, "digest", blob(registry, repository, "{}"), "size", 2),
            "layers",
            List.of(layer));
    return registry.putManifest(
        repository, tag, Goods.MANIFEST, Goods.text(manifest).getBytes(UTF_8));
  }

  private static Map<String, Object> layer(
      DockerRegistry registry, String repository, String type, String content) {
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("mediaType", type);
    layer.put("digest", blob(registry, repository, content));
    layer.put("size", content.length());
    return layer;
  }

  /** Pushes an image; returns its digest. */
  private static String push(DockerRegistry registry, String repository, String tag) {
    return push(registry, repository, tag, layer(registry, repository, Goods.LAYER, tag));
  }

  private static void sign(DockerRegistry registry, KeyPair key, String repository, String digest) {
    String payload = Goods.payload(registry.host() + "/" + repository, digest);
    Map<String, Object> layer = layer(registry, repository, Goods.SIMPLE_SIGNING, payload);
    layer.put(
        "annotations", Map.of("dev.cosignproject.cosign/signature", Goods.signed(key, payload)));
    String _ = push(registry, repository, digest.replace(':', '-') + ".sig", layer);
  }

  /** Pods of a namespace, each with an image and what runs of it. */
  private static String pods(Map<String, String> images) {
    List<Object> pods = new ArrayList<>();
    images.forEach((image, digest) ->
        pods.add(
            Map.of(
                "metadata",
                Map.of("namespace", "web"),
                "spec",
                Map.of("containers", List.of(Map.of("name", "c", "image", image))),
                "status",
                Map.of(
                    "containerStatuses",
                    List.of(
                        Map.of(
                            "name",
                            "c",
                            "imageID",
                            digest.isEmpty() ? "" : image + "@" + digest))))));
    return Goods.text(Map.of("items", pods));
  }

  private static String kubeconfig(ScriptedHttps api) {
    return """
    apiVersion: v1
    kind: Config
    current-context: t
    contexts: [{name: t, context: {cluster: t, user: t}}]
    clusters:
    - {name: t, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: "%s"}}
    users: [{name: t, user: {token: abc}}]
    """
        .formatted(api.port(), Base64.getEncoder().encodeToString(api.authority().getBytes(UTF_8)));
  }

  private static Locator row(Page page, String image) {
    return page.locator("#list tr").filter(new Locator.FilterOptions().setHasText(image));
  }

  @Test
  void whatPodsNameElsewhereIsListedCoveredJudgedAndExplained(Site site, Browser browser)
      throws Exception {
    String instance = site.town().instance();
    KeyPair key = Goods.key();
    Goods.namespace(site.admin(), instance, "vendor");
    Site.json(
        site.admin()
            .postJson(
                "/v1/instances/" + instance + "/namespaces/vendor/signers",
                Goods.text(
                    Map.of(
                        "name",
                        "release",
                        "kind",
                        "key",
                        "credential",
                        Goods.pem(key.getPublic())))));
    try (DockerRegistry registry = DockerRegistry.start(directory.resolve("registry"))) {
      String signed = push(registry, "acme/web", "v1");
      sign(registry, key, "acme/web", signed);
      String unsigned = push(registry, "acme/jobs", "v7");
      String host = registry.host();
      Map<String, String> images = new LinkedHashMap<>();
      images.put(host + "/acme/web:v1", signed);
      images.put(host + "/acme/jobs:v7", unsigned);
      images.put(host + "/acme/gone:v2", "");
      images.put("nginx:1.27", "");
      images.put("[::1]:5000/tool:dev", "");
      try (ScriptedHttps api =
          new ScriptedHttps(directory.resolve("api"), ScriptedHttps.always(200, pods(images)))) {
        Site.json(
            site.admin()
                .postJson(
                    "/v1/instances/" + instance + "/clusters",
                    Goods.text(Map.of("name", "abroad", "kubeconfig", kubeconfig(api)))));
        try {
          see(site, browser, host, signed);
        } finally {
          HttpResponse<String> removed =
              site.admin().send("DELETE", "/v1/instances/" + instance + "/clusters/abroad", "");
          assertThat(removed.statusCode()).as(removed.body()).isLessThan(300);
        }
      }
    }
  }

  private void see(Site site, Browser browser, String host, String signed) throws Exception {
    String start = "/instances/" + site.town().instance();
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(start + "/images");
    visit.button("Other registries").click();
    page.waitForURL("**/foreign-images");
    Await.until(
        READ_AND_ASKED,
        "pods to be read",
        () -> {
          visit.go(start + "/foreign-images");
          return visit.text().contains("nginx:1.27");
        });
    assertThat(row(page, "/acme/web:v1").innerText()).contains("not covered", "abroad/web");

    page.fill("#prefix", host + "/acme");
    page.selectOption("#namespace", "vendor");
    visit.button("Cover").click();
    page.waitForURL("**?done=covered");
    Await.until(
        READ_AND_ASKED,
        "images to be judged",
        () -> {
          visit.go(start + "/foreign-images");
          return visit.text().contains("signed by release")
              && row(page, "/acme/jobs:v7").innerText().contains("unsigned")
              && row(page, "/acme/gone:v2").innerText().contains("not known");
        });
    assertThat(row(page, "nginx:1.27").innerText()).contains("not covered", "never");
    assertThat(row(page, "/acme/gone:v2").innerText()).contains("oci.");
    take(visit, "foreign-images");

    page.selectOption("#show", "uncovered");
    page.waitForURL("**show=uncovered**");
    assertThat(page.locator("#list tbody").innerText())
        .contains("nginx:1.27")
        .doesNotContain("/acme/web");

    visit.go(start + "/foreign-images");
    row(page, "/acme/web:v1").locator("a.name").click();
    page.waitForURL("**/foreign-image?image=**");
    assertThat(visit.heading()).isEqualTo(host + "/acme/web:v1");
    assertThat(page.locator(".title .pill").innerText()).isEqualTo("signed by release");
    assertThat(visit.text())
        .contains("Signed by release.", "counts", "abroad/web", signed)
        .doesNotContain("redoubt image sign");
    assertThat(size(page, ".said b")).isLessThanOrEqualTo(size(page, "section h2:not(.sr)"));
    take(visit, "foreign-image");
    visit.button("Ask its registry now").click();
    page.waitForURL("**&done=asked");
    assertThat(visit.text()).contains("Its registry was asked just now.");

    Visit phone = browser.signedIn(site.adminKey(), Look.USUAL.narrow());
    phone.go(start + "/foreign-images");
    assertThat(phone.overhang()).isZero();
    take(phone, "foreign-images-phone");
    row(phone.page(), "/acme/jobs:v7").locator("a.name").click();
    phone.page().waitForURL("**/foreign-image?image=**");
    assertThat(phone.overhang()).isZero();
    assertThat(phone.text()).contains("--signing-config private.json " + host + "/acme/jobs@");
    take(phone, "foreign-image-phone");

    Visit reader = browser.signedIn(site.town().reader(), Look.USUAL);
    reader.go(start + "/foreign-images");
    assertThat(reader.page().locator("main form[method=post]").count()).isZero();
    assertThat(reader.text()).contains("signed by release");

    visit.go(start + "/foreign-images");
    page.locator("[aria-label='Remove " + host + "/acme']").click();
    page.waitForURL("**?done=uncovered");
    assertThat(row(page, "/acme/web:v1").innerText()).contains("not covered");
    assertThat(visit.complaints()).isEmpty();
    assertThat(phone.complaints()).isEmpty();
  }

  private static double size(Page page, String what) {
    Object pixels =
        page.locator(what)
            .first()
            .evaluate("element => parseFloat(getComputedStyle(element).fontSize)");
    return ((Number) pixels).doubleValue();
  }

  /** Into the folder that a system property names, if it does. */
  private static void take(Visit visit, String name) throws Exception {
    String folder = System.getProperty("redoubt.screenshots", "");
    if (!folder.isEmpty()) {
      Path picture = Files.createDirectories(Path.of(folder)).resolve("console-" + name + ".png");
      byte[] _ =
          visit.page().screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
    }
  }
}
