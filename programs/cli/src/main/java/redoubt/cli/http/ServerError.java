package redoubt.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Table;
import redoubt.core.Failure;

/**
 * An error as a server told it to a caller whose token it knows, whichever of its four shapes it
 * came in: problem+json (ours), Key Protect's, IAM's, a registry's.
 */
final class ServerError {
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z0-9-]+)+");
  private static final Pattern KEY_PROTECT =
      Pattern.compile("(.*?)(?:: Please see 'reasons' for more details)? ?\\([A-Z_]+\\)\\.?");

  private ServerError() {}

  static Failure of(Reply reply) {
    JsonNode body;
    try {
      body = JsonText.parse(reply.bytes());
    } catch (IOException e) {
      body = NullNode.getInstance();
    }
    JsonNode keyProtect = body.path("resources").path(0);
    if (body.path("code").isTextual() && body.path("title").isTextual()) {
      return failure(
          reply,
          body.path("code").asText(),
          body.path("title").asText(),
          body.path("detail").asText());
    }
    if (keyProtect.path("errorMsg").isTextual()) {
      JsonNode reason = keyProtect.path("reasons").path(0);
      // The token is one that the server has just given: what it does not let in is the role.
      boolean role =
          reply.status() == 401 && reason.path("code").asText().equals("UNAUTHORIZED_ERR");
      return failure(
          reply,
          role ? 403 : reply.status(),
          code("keys", reason.path("code").asText()),
          sentence(keyProtect.path("errorMsg").asText(), reason.path("message").asText()),
          "");
    }
    if (body.path("errorCode").isTextual()) {
      return failure(
          reply,
          code("identity", body.path("errorCode").asText()),
          body.path("errorMessage").asText(),
          "");
    }
    JsonNode registry = body.path("errors").path(0);
    if (registry.path("detail").path("code").isTextual()) {
      String remedy = registry.path("detail").path("remedy").asText();
      String message = registry.path("message").asText();
      return failure(
          reply,
          registry.path("detail").path("code").asText(),
          message.endsWith(remedy)
              ? message.substring(0, message.length() - remedy.length()).strip()
              : message,
          remedy);
    }
    return failure(reply, "server.status-" + reply.status(), "", "");
  }

  private static String code(String room, String theirs) {
    String name = theirs.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return room + "." + (name.isEmpty() ? "error" : name);
  }

  /** Key Protect's message without its boilerplate, then the reason if that says more. */
  private static String sentence(String message, String reason) {
    Matcher parts = KEY_PROTECT.matcher(message);
    String what = parts.matches() ? parts.group(1) : message;
    String joined =
        reason.isEmpty() || what.endsWith(reason)
            ? what
            : what + (what.endsWith(".") ? " " : ": ") + reason;
    return joined.endsWith(".") ? joined : joined + ".";
  }

  private static Failure failure(Reply reply, String code, String what, String remedy) {
    return failure(reply, reply.status(), code, what, remedy);
  }

  private static Failure failure(Reply reply, int status, String code, String what, String remedy) {
    String advice = remedy.isEmpty() ? remedy(status) : Table.printable(remedy);
    Optional<String> call = reply.header("correlation-id").filter(_ -> status == 500);
    return new Failure(
        kind(status),
        CODE.matcher(code).matches() ? code : "server.error",
        what.isEmpty() ? "The server answered with status " + status + "." : Table.printable(what),
        advice + call.map(id -> " Correlation id: " + Table.printable(id) + ".").orElse(""));
  }

  private static Failure.Kind kind(int status) {
    return switch (status) {
      case 400, 411, 415 -> Failure.Kind.INVALID;
      case 401 -> Failure.Kind.UNAUTHENTICATED;
      case 403 -> Failure.Kind.FORBIDDEN;
      case 404 -> Failure.Kind.NOT_FOUND;
      case 409, 412 -> Failure.Kind.CONFLICT;
      case 410 -> Failure.Kind.GONE;
      case 413, 414, 431 -> Failure.Kind.TOO_LARGE;
      case 422 -> Failure.Kind.UNPROCESSABLE;
      case 429 -> Failure.Kind.TOO_MANY;
      case 501, 405 -> Failure.Kind.NOT_SUPPORTED;
      case 502, 503, 504 -> Failure.Kind.UNAVAILABLE;
      default -> Failure.Kind.INTERNAL;
    };
  }

  private static String remedy(int status) {
    return switch (status) {
      case 400, 411, 413, 414, 415, 422, 431 -> "Correct what was sent.";
      case 401 ->
          "Check the API key (--apikey-file or REDOUBT_APIKEY); redoubt whoami tells whose it is.";
      case 403 ->
          "Ask an administrator, or a manager of the instance, for the role that this needs.";
      case 404 -> "List what there is, and check --instance.";
      case 409 -> "See its state with the matching show command.";
      case 410 -> "It can be restored for 30 days: redoubt key restore KEY.";
      case 429 -> "Wait a little and try again.";
      case 501, 405 -> "This server does not do that.";
      default -> "Try again; if it stays, look at the server's log.";
    };
  }
}
