package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.testkit.HttpsCaller;

/** What other sites, other tenants and hostile texts try; no browser is needed for it. */
@ExtendWith(OpenSite.class)
final class HostileCallerTest {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([0-9a-f]{64})\"");

  private static String formToken(HttpsCaller caller) {
    Matcher found = TOKEN.matcher(caller.get("/apikeys").body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static void assertActive(Site site, String key) {
    assertThat(site.signedIn(site.adminKey()).get(site.keyPage(key)).body())
        .contains("<span class=\"pill good\">Active</span>");
  }

  @Test
  void aFormWithItsOwnTokenIsTaken(Site site) {
    String key = site.newKey("own-form");
    HttpsCaller admin = site.signedIn(site.adminKey());
    String form = Site.form("_csrf", formToken(admin));
    HttpResponse<String> done = admin.postForm(site.keyPage(key) + "/disable", form);
    assertThat(done.headers().firstValue("location"))
        .hasValueSatisfying(to -> assertThat(to).endsWith("?done=disable"));
  }

  @Test
  void aFormWithoutATokenIsRefused(Site site) {
    String key = site.newKey("no-token");
    HttpResponse<String> refused =
        site.signedIn(site.adminKey()).postForm(site.keyPage(key) + "/disable", "a=b");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("console.stale-form");
    assertActive(site, key);
  }

  @Test
  void aFormWithTheTokenOfAnotherSessionIsRefused(Site site) {
    String key = site.newKey("foreign-token");
    String foreign = formToken(site.signedIn(site.town().reader()));
    HttpResponse<String> refused =
        site.signedIn(site.adminKey())
            .postForm(site.keyPage(key) + "/disable", Site.form("_csrf", foreign));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertActive(site, key);
  }

  @Test
  void aFormThatAnotherSiteSendsIsRefusedEvenWithTheToken(Site site) {
    String key = site.newKey("other-site");
    HttpsCaller admin = site.signedIn(site.adminKey());
    HttpResponse<String> refused =
        admin
            .with("Sec-Fetch-Site", "cross-site")
            .postForm(site.keyPage(key) + "/disable", Site.form("_csrf", formToken(admin)));
    assertThat(refused.body()).contains("console.foreign-form");
    assertActive(site, key);
  }

  @Test
  void signingInFromAnotherSiteIsRefused(Site site) {
    HttpResponse<String> refused =
        site.caller()
            .with("Origin", "https://evil.example")
            .postForm("/login", Site.form("apikey", site.adminKey()));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().allValues("set-cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "evil.example"
      })
  void signingInLeadsNowhereElse(String next, Site site) {
    HttpResponse<String> response =
        site.caller().postForm("/login", Site.form("apikey", site.adminKey(), "next", next));
    assertThat(response.headers().firstValue("location")).contains("/");
  }

  @Test
  void theSessionCookieStaysOnThisServerAndOutOfReachOfScripts(Site site) {
    HttpResponse<String> response =
        site.caller().postForm("/login", Site.form("apikey", site.adminKey()));
    assertThat(response.headers().allValues("set-cookie"))
        .singleElement()
        .asString()
        .matches(
            "__Host-redoubt_session=[^;]+; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=3600");
  }

  @Test
  void everyPageForbidsWhatItDoesNotNeed(Site site) {
    HttpResponse<String> page = site.signedIn(site.adminKey()).get("/");
    assertThat(page.headers().firstValue("content-security-policy"))
        .hasValueSatisfying(policy ->
            assertThat(policy)
                .contains(
                    "default-src 'none'",
                    "script-src 'self';",
                    "style-src 'self';",
                    "form-action 'self'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.headers().firstValue("x-frame-options")).contains("DENY");
    assertThat(page.headers().firstValue("referrer-policy")).contains("same-origin");
    assertThat(page.headers().firstValue("cross-origin-opener-policy")).contains("same-origin");
    assertThat(page.headers().firstValue("cache-control")).contains("no-store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>"})
  void aHostileTextIsShownAsText(String text, Site site) {
    String key = site.town().rootKey(site.admin(), site.town().instance(), "default", text, text);
    HttpsCaller admin = site.signedIn(site.adminKey());
    for (String path :
        new String[] {
          site.keyPage(key),
          site.keyPage(key) + "/delete",
          "/instances/" + site.town().instance() + "/keys",
          "/instances/"
              + site.town().instance()
              + "/keys?search="
              + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        }) {
      HttpResponse<String> page = admin.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).as(path).doesNotContain(text).doesNotContain("<img src=x");
      assertThat(page.body()).as(path).containsAnyOf("&lt;script>", "&lt;script&gt;", "&lt;img");
    }
  }

  @Test
  void aKeyOfAnotherTenantDoesNotExist(Site site) {
    HttpResponse<String> page =
        site.signedIn(site.town().foreigner())
            .get("/instances/" + site.town().foreignInstance() + "/keys/" + site.town().key());
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).doesNotContain("etcd-prod-eu");
  }

  @Test
  void anotherTenantIsClosed(Site site) {
    HttpResponse<String> page =
        site.signedIn(site.town().foreigner()).get(site.keyPage(site.town().key()));
    assertThat(page.statusCode()).isIn(403, 404);
    assertThat(page.body()).doesNotContain("etcd-prod-eu");
  }

  @Test
  void aProgramIsToldInJsonThatAPathLeadsNowhere(Site site) {
    HttpResponse<String> answer =
        site.caller().with("Accept", "application/json").get("/no-such-page");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }
}
