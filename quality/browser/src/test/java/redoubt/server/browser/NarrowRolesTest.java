package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Json;

/** What somebody sees who holds one role, in a part of one instance. */
@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class NarrowRolesTest {
  private static final int MOST_PAGES = 150;

  /** Where people have things of their own, whatever their roles are. */
  private static final Set<String> OWN = Set.of("/apikeys");

  /** Forms of the frame, which everybody has. */
  private static final Set<String> FRAME = Set.of("/theme", "/logout");

  @Test
  void whoReadsOneNamespaceMeetsNoRefusalAndNoForm(Site site, Browser browser) {
    Visit visit = visit(site, browser, "one-namespace", "READER", "namespace", Goods.NAMESPACE);
    assertThat(refused(visit)).isEmpty();
    assertThat(menu(visit))
        .contains("Posture", "Images", "Instances", "API keys")
        .doesNotContain("Encryption", "Keys", "Key rings", "Users", "Seal");
  }

  @Test
  void whoReadsOneKeyRingMeetsNoRefusalAndNoForm(Site site, Browser browser) {
    Visit visit = visit(site, browser, "one-ring", "READER", "ring", "payments");
    assertThat(refused(visit)).isEmpty();
    assertThat(menu(visit))
        .contains("Keys", "Key rings")
        .doesNotContain("Encryption", "Images", "Users", "Seal");
  }

  @Test
  void whoReadsOneRepositoryMeetsNoRefusalAndNoForm(Site site, Browser browser) {
    Visit visit = visit(site, browser, "one-image", "READER", "repository", Goods.REPOSITORY);
    assertThat(refused(visit)).isEmpty();
    assertThat(menu(visit)).contains("Images").doesNotContain("Encryption", "Keys", "Key rings");
  }

  @Test
  void whoManagesAPartMeetsNoRefusal(Site site, Browser browser) {
    for (String part : List.of("namespace " + Goods.NAMESPACE, "ring payments")) {
      String[] words = part.split(" ", 2);
      Visit visit = visit(site, browser, "manages-" + words[0], "MANAGER", words[0], words[1]);
      assertThat(refused(visit).stream().filter(it -> !it.contains(" has the form ")))
          .as(part)
          .isEmpty();
    }
  }

  @Test
  void aListThatIsCutByRightsSaysSo(Site site, Browser browser) {
    String instance = "/instances/" + site.town().instance();
    Visit namespace = visit(site, browser, "cut-keys", "READER", "namespace", Goods.NAMESPACE);
    namespace.go(instance + "/keys");
    assertThat(namespace.text())
        .contains("No key is open to you", "hold no role in")
        .doesNotContain("No keys yet");
    namespace.go(instance + "/images");
    assertThat(namespace.text()).contains(Goods.NAMESPACE, "Only the namespaces");
    namespace.go("/encryption");
    assertThat(namespace.text()).contains("No role of yours opens");
    Visit ring = visit(site, browser, "cut-images", "READER", "ring", "payments");
    ring.go(instance + "/images");
    assertThat(ring.text())
        .contains("No namespace is open to you")
        .doesNotContain("No namespaces yet");
    ring.go(instance + "/keys");
    assertThat(ring.text()).contains("payments-ledger", "Only the keys");
    ring.go(instance + "/rings");
    assertThat(ring.text()).contains("payments", "Only the key rings").doesNotContain("build");
    Visit image = visit(site, browser, "cut-goods", "READER", "repository", Goods.REPOSITORY);
    image.go(instance + "/images/" + Goods.NAMESPACE);
    assertThat(image.text()).contains(Goods.REPOSITORY, "Only the repositories");
    Visit all = browser.signedIn(site.town().reader(), Look.USUAL);
    for (String list : List.of("/keys", "/rings", "/images", "/images/" + Goods.NAMESPACE)) {
      all.go(instance + list);
      assertThat(all.text()).as(list).doesNotContain("Only the");
    }
  }

  @Test
  void whoMayNotDeleteAnImageIsToldSoInsteadOfAsked(Site site, Browser browser) {
    Visit visit = visit(site, browser, "no-delete", "READER", "namespace", Goods.NAMESPACE);
    visit.go(
        "/instances/"
            + site.town().instance()
            + "/delete-image/"
            + Goods.REPOSITORY
            + "/at/"
            + site.town().goods().digest());
    assertThat(visit.page().locator("main form").count()).isZero();
    assertThat(visit.text()).contains("It takes the role Writer");
  }

  private static Visit visit(
      Site site, Browser browser, String name, String role, String kind, String part) {
    HttpsCaller admin = site.admin();
    String user =
        Site.json(admin.postJson("/v1/users", text(Map.of("name", name)))).path("id").asText();
    JsonNode _ =
        Site.json(
            admin.postJson(
                "/v1/instances/" + site.town().instance() + "/grants",
                text(Map.of("user", user, "role", role, kind, part))));
    String key =
        Site.json(admin.postJson("/v1/apikeys", text(Map.of("name", name, "user", user))))
            .path("apikey")
            .asText();
    return browser.signedIn(key, Look.USUAL);
  }

  private static String text(Map<String, Object> value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  private static List<String> menu(Visit visit) {
    visit.go("/");
    return visit.page().locator("nav.side li a").allInnerTexts();
  }

  /** Follows every way from the first page; what is refused on it, and what forms there are. */
  private static List<String> refused(Visit visit) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> from = new LinkedHashMap<>();
    from.put("/", "the start");
    Deque<String> ways = new ArrayDeque<>(from.keySet());
    Set<String> seen = new HashSet<>();
    while (!ways.isEmpty()) {
      String path = ways.remove();
      assertThat(seen.size()).as("pages: %s", seen).isLessThan(MOST_PAGES);
      seen.add(path);
      int status = visit.go(path).status();
      if (status != 200) {
        wrong.add(path + " answers " + status + ", linked from " + from.get(path));
        continue;
      }
      for (Object form : all(visit, "form[method=post]", "action")) {
        if (!FRAME.contains(form.toString()) && !OWN.contains(path)) {
          wrong.add(path + " has the form " + form);
        }
      }
      for (Object link : all(visit, "a[href^='/'], a[href^='?']", "href")) {
        String way = link.toString().startsWith("?") ? path(path) + link : link.toString();
        way = way.replaceFirst("#.*", "");
        if (from.putIfAbsent(way, path) == null) {
          ways.add(way);
        }
      }
    }
    assertThat(seen).hasSizeGreaterThan(5);
    return wrong;
  }

  private static String path(String address) {
    return address.replaceFirst("\\?.*", "");
  }

  private static List<?> all(Visit visit, String selector, String attribute) {
    return (List<?>)
        visit
            .page()
            .locator(selector)
            .evaluateAll("(all, name) => all.map(one => one.getAttribute(name))", attribute);
  }
}
