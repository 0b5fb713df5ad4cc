package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import redoubt.web.Request;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;

/** The room's interface about the namespace that a page's path names. */
final class SignerApi {
  private final Console console;

  SignerApi(Console console) {
    this.console = console;
  }

  Answer get(Request page, String path) {
    return console.api().get(page, base(page) + path);
  }

  JsonNode send(Request page, String method, String path, Object body) {
    return console.api().send(page, method, base(page) + path, Map.of(), body).json();
  }

  private static String base(Request page) {
    return "/v1/instances/"
        + Api.segment(page.pathParameter("instance"))
        + "/namespaces/"
        + Api.segment(page.pathParameter("namespace"));
  }

  /** Path of the page of the namespace's signers. */
  static String page(Request page) {
    return SignersPage.path(page.pathParameter("instance"), page.pathParameter("namespace"));
  }
}
