package redoubt.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redoubt.crypto.ServerIdentity;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

@NeedsPeer(value = "chromium", why = "which images clusters run, in the console")
@ExtendWith(OpenSite.class)
final class EnforcementPagesTest {
  private static final Duration READ = Duration.ofSeconds(60);
  private static final String POLICIES = "/apis/redoubt.dev/v1/clusterimagepolicies";
  private static final Map<String, ?> POLICY =
      Map.of(
          "metadata",
          Map.of("name", "usual"),
          "spec",
          Map.of(
              "repositories",
              List.of(
                  Map.of("name", "*"),
                  Map.of("name", "icr.test/*", "require", List.of(Map.of("reject", true))))));

  private static final Map<String, ?> POD =
      Map.of(
          "metadata",
          Map.of("name", "old-0", "namespace", "shop"),
          "spec",
          Map.of("containers", List.of(Map.of("name", "c", "image", "icr.test/old:v1"))),
          "status",
          Map.of("phase", "Running"));

  /** Refuses what runs, and admits what is refused. */
  private static final String STRICTER =
      """
      apiVersion: redoubt.dev/v1
      kind: ClusterImagePolicy
      metadata: {name: usual}
      spec:
        repositories:
        - {name: 'icr.test/*'}
        - {name: '*', require: [{reject: true}]}
      """;

  @TempDir Path directory;

  private static String text(Object value) {
    return new String(Json.bytes(value), UTF_8);
  }

  private HttpsServer api() throws IOException {
    ServerIdentity identity = ServerIdentity.in(directory, List.of("127.0.0.1"), Clock.systemUTC());
    HttpsServer api = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    api.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    api.createContext("/", EnforcementPagesTest::answer);
    api.start();
    return api;
  }

  private static void answer(HttpExchange call) throws IOException {
    Map<String, List<?>> lists = Map.of(POLICIES, List.of(POLICY), "/api/v1/pods", List.of(POD));
    List<?> items = lists.get(call.getRequestURI().getPath());
    byte[] body = Json.bytes(items == null ? Map.of("code", 404) : Map.of("items", items));
    call.sendResponseHeaders(items == null ? 404 : 200, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }

  private String kubeconfig(HttpsServer api) throws IOException {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: test}}]
    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: test, user: {token: a-token-of-the-test}}]
    """
        .formatted(
            api.getAddress().getPort(),
            Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve("ca.pem"))));
  }

  /** What an API server asks of a new pod. */
  private static String ask(Site site, String address, String image) {
    Map<String, ?> pod =
        Map.of(
            "metadata",
            Map.of("name", "app"),
            "spec",
            Map.of("containers", List.of(Map.of("name", "c", "image", image))));
    Map<String, ?> request =
        Map.of(
            "uid",
            "1",
            "kind",
            Map.of("group", "", "version", "v1", "kind", "Pod"),
            "resource",
            Map.of("group", "", "version", "v1", "resource", "pods"),
            "namespace",
            "shop",
            "name",
            "app",
            "operation",
            "CREATE",
            "userInfo",
            Map.of("username", "ann"),
            "object",
            pod);
    return site.admin()
        .postJson(
            address + "/mutate",
            text(
                Map.of(
                    "apiVersion",
                    "admission.k8s.io/v1",
                    "kind",
                    "AdmissionReview",
                    "request",
                    request)))
        .body();
  }

  @Test
  void whatWasAskedIsShownAndWhyIsSaid(Site site, Browser browser) throws Exception {
    String instance = site.town().instance();
    String start = "/instances/" + instance;
    HttpsServer api = api();
    try {
      String made =
          site.admin()
              .postJson(
                  "/v1" + start + "/clusters",
                  text(Map.of("name", "asking", "kubeconfig", kubeconfig(api))))
              .body();
      assertThat(made).contains("asking");
      String address =
          Site.json(site.admin().postJson("/v1" + start + "/admission/asking", "{}"))
              .path("path")
              .asText();
      Await.until(
          READ, "the policy holds", () -> ask(site, address, "nginx").contains("\"allowed\":true"));
      assertThat(ask(site, address, "icr.test/app:v1")).contains("\"allowed\":false");
      Await.until(
          READ,
          "it is written down",
          () ->
              site.admin()
                  .get("/v1" + start + "/admission/asking/asked")
                  .body()
                  .contains("icr.test/app:v1"));

      Visit visit = browser.admin();
      Page page = visit.page();
      visit.go(start + "/images");
      visit.button("Enforcement").click();
      page.waitForURL("**/enforcement");
      assertThat(visit.text())
          .contains("asking", "nothing new", "nginx", "refused", "shop, Pod app", "once");
      take(visit, "enforcement");
      page.locator("a:has-text('icr.test/app:v1')").click();
      page.waitForURL("**image=**");
      assertThat(page.locator("#tried").innerText())
          .contains("refused", "ClusterImagePolicy usual, entry icr.test/*");
      assertThat(visit.text()).contains("Running images from icr.test/app is rejected by policy.");
      take(visit, "enforcement-tried");
      page.fill("#image", "nginx");
      visit.button("Try").click();
      page.waitForURL("**image=nginx**");
      assertThat(page.locator("#tried").innerText()).contains("admitted");
      page.fill("#image", "<img src=x>");
      visit.button("Try").click();
      assertThat(visit.text()).contains("<img src=x>");
      visit.go(start + "/enforcement?cluster=none");
      assertThat(visit.text()).contains("No cluster of that name asks.");
      whatRunsIsSaid(visit, start);
      stricterPoliciesAreRehearsed(visit, start);
      assertThat(visit.complaints()).allMatch(it -> it.contains("responded with a status of 40"));

      Visit phone = browser.signedIn(site.town().reader(), Look.USUAL.narrow());
      phone.go(start + "/enforcement");
      assertThat(phone.text()).contains("icr.test/app:v1");
      take(phone, "enforcement-phone");
    } finally {
      // Other tests count clusters.
      HttpResponse<String> gone =
          site.admin().send("DELETE", "/v1" + start + "/clusters/asking", "");
      assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
      api.stop(0);
    }
  }

  private static void whatRunsIsSaid(Visit visit, String start) throws IOException {
    visit.go(start + "/enforcement");
    visit.button("What runs").click();
    visit.page().waitForURL("**/running?cluster=asking");
    assertThat(visit.text())
        .contains(
            "Looked at 1 pod that runs",
            "Would be refused today: one image",
            "icr.test/old:v1",
            "shop: 1 pod (old-0)",
            "Running images from icr.test/old is rejected by policy.",
            "redoubt policy impact --cluster asking");
    take(visit, "enforcement-running");
    visit.page().fill("#signer", "ci");
    visit.button("Look").click();
    assertThat(visit.text()).contains("The field namespace is missing");
    visit.go(start + "/enforcement/running?cluster=none");
    assertThat(visit.text()).contains("none");
  }

  private static void stricterPoliciesAreRehearsed(Visit visit, String start) throws IOException {
    visit.go(start + "/enforcement");
    visit.button("Rehearse policies").click();
    visit.page().waitForURL("**/rehearsal?cluster=asking");
    visit.page().fill("#policies", "apiVersion: redoubt.dev/v1\nkind: ImagePolizy\n");
    visit.button("Rehearse").click();
    assertThat(visit.text()).contains("kind is neither ImagePolicy nor ClusterImagePolicy.");
    visit.page().fill("#policies", STRICTER);
    visit.page().fill("#grandfather", "2099-01-31");
    visit.button("Rehearse").click();
    assertThat(visit.text())
        .contains(
            "Something would be refused.",
            "In place of the cluster's own: ClusterImagePolicy usual.",
            "Would be refused: one image",
            "nginx",
            "Would be admitted, and is refused today: 2 images");
    assertThat(visit.page().inputValue("#policies")).isEqualTo(STRICTER);
    take(visit, "enforcement-rehearsal");
  }

  private static void take(Visit visit, String name) throws IOException {
    String folder = System.getProperty("redoubt.screenshots", "");
    if (!folder.isEmpty()) {
      Path picture = Files.createDirectories(Path.of(folder)).resolve("console-" + name + ".png");
      byte[] _ =
          visit.page().screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
    }
  }
}
