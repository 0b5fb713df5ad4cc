package redoubt.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.testkit.HttpsCaller;

/** A path for every page that the console has. */
final class Tour {
  private Tour() {}

  /** Routes of pages, each with an address to see it at; as the first administrator sees them. */
  static Map<String, String> pages(Site site) {
    Town town = site.town();
    String instance = "/instances/" + town.instance();
    String key = instance + "/keys/";
    HttpsCaller admin = site.admin();
    String entry = newest(admin, "/v1/ledger/entries");
    String own = newest(admin, "/v1/instances/" + town.instance() + "/ledger/entries");
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("/", "/");
    pages.put("/evidence", "/evidence");
    pages.put("/instances/{instance}/keys", instance + "/keys");
    pages.put("/instances/{instance}/keys/{key}", key + town.key());
    pages.put("/instances/{instance}/new-key", instance + "/new-key");
    pages.put("/instances/{instance}/keys/{key}/rotate", key + town.key() + "/rotate");
    pages.put("/instances/{instance}/keys/{key}/disable", key + town.key() + "/disable");
    pages.put("/instances/{instance}/keys/{key}/enable", key + town.disabled() + "/enable");
    pages.put(
        "/instances/{instance}/keys/{key}/set-for-deletion",
        key + town.guarded() + "/set-for-deletion");
    pages.put(
        "/instances/{instance}/keys/{key}/unset-for-deletion",
        key + town.guarded() + "/unset-for-deletion");
    pages.put("/instances/{instance}/keys/{key}/delete", key + town.key() + "/delete");
    pages.put("/instances/{instance}/keys/{key}/restore", key + town.deleted() + "/restore");
    pages.put("/instances/{instance}/keys/{key}/purge", key + town.deleted() + "/purge");
    pages.put("/instances/{instance}/rings", instance + "/rings");
    pages.put("/instances/{instance}/signing-keys", instance + "/signing-keys");
    String cluster = town.fleet().page(town.fleet().best());
    String pattern = "/instances/{instance}/clusters/{cluster}";
    pages.put("/instances/{instance}/clusters", instance + "/clusters");
    pages.put(pattern, cluster);
    pages.put(pattern + "/migration", town.fleet().page(town.fleet().moving()) + "/migration");
    for (String step : List.of("ledger", "rotate", "disable", "release")) {
      pages.put(pattern + "/" + step, cluster + "/" + step);
    }
    images(site.town(), instance, pages);
    pages.put("/instances", "/instances");
    pages.put("/instances/{instance}", instance);
    pages.put("/users", "/users");
    pages.put("/apikeys", "/apikeys");
    pages.put("/ledger", "/ledger");
    pages.put("/ledger/{entry}", "/ledger/" + entry);
    pages.put("/instances/{instance}/ledger", instance + "/ledger");
    pages.put("/instances/{instance}/ledger/{entry}", instance + "/ledger/" + own);
    pages.put("/seal", "/seal");
    return pages;
  }

  private static void images(Town town, String instance, Map<String, String> pages) {
    String digest = town.goods().digest();
    String signers = instance + "/signers/" + Goods.NAMESPACE;
    pages.put("/instances/{instance}/images", instance + "/images");
    pages.put("/instances/{instance}/images/{namespace}", instance + "/images/" + Goods.NAMESPACE);
    pages.put("/instances/{instance}/tags/{name+}", instance + "/tags/" + Goods.REPOSITORY);
    pages.put(
        "/instances/{instance}/image/{name+}/at/{reference}",
        instance + "/image/" + Goods.REPOSITORY + "/at/v1");
    pages.put(
        "/instances/{instance}/delete-image/{name+}/at/{reference}",
        instance + "/delete-image/" + Goods.REPOSITORY + "/at/" + digest);
    String namespace = instance + "/images/" + Goods.NAMESPACE;
    String pattern = "/instances/{instance}/images/{namespace}";
    pages.put(pattern + "/webhooks", namespace + "/webhooks");
    pages.put(pattern + "/retention", namespace + "/retention");
    for (String list : List.of("trash", "quota", "robots")) {
      pages.put("/instances/{instance}/" + list, instance + "/" + list);
    }
    pages.put("/instances/{instance}/foreign-images", instance + "/foreign-images");
    pages.put("/instances/{instance}/enforcement", instance + "/enforcement");
    pages.put("/instances/{instance}/enforcement/running", instance + "/enforcement/running");
    pages.put("/instances/{instance}/enforcement/rehearsal", instance + "/enforcement/rehearsal");
    pages.put(
        "/instances/{instance}/foreign-image", instance + "/foreign-image?image=" + Goods.ABROAD);
    pages.put("/instances/{instance}/signers/{namespace}", signers);
    pages.put(
        "/instances/{instance}/signers/{namespace}/{signer}/revoke",
        signers + "/" + Goods.SIGNER + "/revoke");
  }

  private static String newest(HttpsCaller admin, String path) {
    JsonNode items = Site.json(admin.get(path + "?limit=1")).path("items");
    return items.path(0).path("id").asText();
  }
}
