package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class SigningKeyPagesTest {
  private static String list(Site site) {
    return "/instances/" + site.town().instance() + "/signing-keys";
  }

  private static JsonNode make(Site site, String name) {
    return Site.json(site.admin().postJson("/v1" + list(site), text(Map.of("name", name))));
  }

  private static String state(Site site, String name) {
    return Site.json(site.admin().get("/v1" + list(site) + "/" + name)).path("state").asText();
  }

  private static String text(Map<String, Object> value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  @Test
  void aKeyIsShownWithItsPublicHalfAndDisabledEnabledAndDestroyed(Site site, Browser browser) {
    JsonNode key = make(site, "release-1");
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go("/instances/" + site.town().instance() + "/keys");
    visit.button("Signing keys").click();
    page.waitForURL("**/signing-keys");
    assertThat(visit.text()).contains("release-1", "ecdsa-p256", "signs", "default");
    page.getByLabel("Public half of release-1").click();
    assertThat(page.locator("tr:has-text('release-1') pre").innerText().strip())
        .isEqualTo(key.path("publicKey").asText().strip());

    page.getByLabel("Disable release-1").click();
    visit.button("Disable release-1").click();
    page.waitForURL("**?done=disabled");
    assertThat(state(site, "release-1")).isEqualTo("disabled");
    page.getByLabel("Enable release-1").click();
    page.waitForURL("**?done=enabled");
    assertThat(state(site, "release-1")).isEqualTo("enabled");

    page.getByLabel("Destroy release-1").click();
    page.fill("tr:has-text('release-1') input[type=text]", "release-2");
    visit.button("Destroy release-1 for good").click();
    page.waitForSelector("[role=alert]");
    assertThat(visit.text()).contains("nothing was done", "release-1");
    page.getByLabel("Destroy release-1").click();
    page.fill("tr:has-text('release-1') input[type=text]", "release-1");
    visit.button("Destroy release-1 for good").click();
    page.waitForURL("**?done=destroyed");
    assertThat(site.admin().get("/v1" + list(site) + "/release-1").statusCode()).isEqualTo(404);
    // Chromium itself reports the form that was refused.
    assertThat(visit.complaints()).hasSize(1).allMatch(it -> it.contains("status of 400"));
  }

  @Test
  void whoReadsSeesNoFormAndWhoHasNoKeyRingIsToldSo(Site site, Browser browser) {
    make(site, "release-3");
    Visit visit = browser.signedIn(site.town().reader(), Look.USUAL);
    visit.go(list(site));
    assertThat(visit.text()).contains("release-3");
    assertThat(visit.page().locator("main form").count()).isZero();
    assertThat(visit.page().content()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void whatTwoSignaturesOfOneKeyAreIsSaidAndTheKeyIsNamedBesideTheSigners(
      Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    String instance = site.town().instance();
    JsonNode key = make(site, "release-4");
    Goods.namespace(admin, instance, "twice");
    Goods.push(admin, "twice/app", "amd64", "Ann", "v1");
    JsonNode _ =
        Site.json(
            admin.postJson(
                "/v1/instances/" + instance + "/namespaces/twice/signers",
                text(
                    Map.of(
                        "name",
                        "release",
                        "kind",
                        "key",
                        "credential",
                        key.path("publicKey").asText()))));
    for (int i = 0; i < 2; i++) {
      JsonNode _ =
          Site.json(
              admin.postJson("/v1/images/twice/app/sign/v1", text(Map.of("key", "release-4"))));
    }
    Visit visit = browser.admin();
    visit.go("/instances/" + instance + "/image/twice/app/at/v1");
    assertThat(visit.page().locator("[aria-labelledby=referrers] tbody tr").count()).isEqualTo(2);
    assertThat(visit.page().locator("[aria-labelledby=trust] .signatures > li").count()).isOne();
    assertThat(visit.text()).contains("say the same count once");
    visit.go("/instances/" + instance + "/signers/twice");
    assertThat(visit.text()).contains("Keys of this server that sign:", "release-4");
    visit.go("/instances/" + instance + "/image/" + Goods.REPOSITORY + "/at/v1");
    assertThat(visit.text()).doesNotContain("say the same count once");
  }
}
