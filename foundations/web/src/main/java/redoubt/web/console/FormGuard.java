package redoubt.web.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import redoubt.core.Failure;
import redoubt.web.Request;

/**
 * Refuses forms that another site made the browser send. A form carries a token derived from the
 * session's own secret, so any server of the house can check it and none has to keep it.
 */
final class FormGuard {
  /** Name of the hidden field. */
  static final String FIELD = "_csrf";

  private FormGuard() {}

  /** The token of a session: HMAC-SHA-256 of a fixed text under the session's own token. */
  static String token(String session) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(session.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal("redoubt console form".getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HmacSHA256", e);
    }
  }

  /** The request comes from a page of this very origin; enough where there is no session yet. */
  static void requireSameOrigin(Request request) {
    boolean otherSite =
        request.header("sec-fetch-site").filter(site -> !site.equals("same-origin")).isPresent();
    boolean otherOrigin =
        request
            .header("origin")
            .filter(origin -> !origin.equals("https://" + request.header("host").orElse("")))
            .isPresent();
    if (otherSite || otherOrigin) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "console.foreign-form",
          "This form was sent from another site.",
          "Open the console itself and repeat the action there.");
    }
    boolean form =
        request
            .header("content-type")
            .map(type -> type.toLowerCase(Locale.ROOT))
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    if (!form) {
      throw new Failure(
          Failure.Kind.INVALID,
          "console.not-a-form",
          "The console only takes its own forms.",
          "Use the interface under /v1 or /api/v2 for programs.");
    }
  }

  /** From this origin, and with the token of the caller's own session. */
  static void requireOwnForm(Request request) {
    requireSameOrigin(request);
    String expected = Cookies.read(request, Cookies.SESSION).map(FormGuard::token).orElse("");
    String sent = request.form().getOrDefault(FIELD, "");
    boolean same =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    if (expected.isEmpty() || !same) {
      throw new Failure(
          Failure.Kind.FORBIDDEN,
          "console.stale-form",
          "This form belongs to another session, or to one that has ended.",
          "Reload the page and send the form again.");
    }
  }
}
