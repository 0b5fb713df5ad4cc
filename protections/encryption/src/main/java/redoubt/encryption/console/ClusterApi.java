package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import redoubt.web.Request;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;

/** The room's API, as a page calls it. */
final class ClusterApi {
  private final Console console;

  ClusterApi(Console console) {
    this.console = console;
  }

  /** How every cluster of an instance stands; none where the caller may not look. */
  List<ClusterSummary> all(Request page, String instance) {
    return console
        .api()
        .get(page, "/v1/instances/" + Api.segment(instance) + "/encryption")
        .itemsIfAllowed()
        .stream()
        .map(status -> ClusterSummary.of(status, console::moment))
        .toList();
  }

  /** The cluster that the page's path names. */
  ClusterSummary one(Request page) {
    return ClusterSummary.of(get(page, "/encryption").json(), console::moment);
  }

  /** A call about the cluster that the page's path names. */
  Answer get(Request page, String path) {
    return console.api().get(page, path(page) + path);
  }

  /** Changes something of that cluster. */
  JsonNode send(Request page, String method, String path, Map<String, Object> body) {
    return console.api().send(page, method, path(page) + path, Map.of(), body).json();
  }

  private static String path(Request page) {
    return "/v1" + page(page.pathParameter("instance"), page.pathParameter("cluster"));
  }

  /** Path of a cluster's page. */
  static String page(String instance, String cluster) {
    return "/instances/" + Api.segment(instance) + "/clusters/" + Api.segment(cluster);
  }

  /** Path of the page that a form of it belongs to. */
  static String page(Request request) {
    return page(request.pathParameter("instance"), request.pathParameter("cluster"));
  }
}
