package redoubt.keys.http;

import java.util.Locale;
import redoubt.web.Request;

/** What a call set out to do, for the first line of its error. */
record Operation(String couldNot) {
  static Operation of(Request request) {
    String[] segments = request.path().split("/", -1);
    String noun = segments.length > 3 ? segments[3] : "";
    String last = segments[segments.length - 1];
    String method = request.method();
    return new Operation(
        switch (noun) {
          case "keys", "keys_with_policy_overrides" -> keys(request, segments, last);
          case "key_rings" -> "Key ring could not be " + done(method);
          case "import_token" ->
              "Import Token could not be " + (method.equals("POST") ? "created" : "retrieved");
          case "instance" ->
              "Instance policy could not be " + (method.equals("PUT") ? "created" : "retrieved");
          case "kmip_adapters" -> "KMIP Adapter could not be " + done(method);
          default -> "Action could not be performed";
        });
  }

  private static String keys(Request request, String[] segments, String last) {
    String method = request.method();
    String fifth = segments.length > 5 ? segments[5] : "";
    if (fifth.equals("actions")) {
      return action(last);
    }
    if (method.equals("POST") && request.query("action").isPresent()) {
      return action(request.query("action").get());
    }
    return switch (fifth) {
      case "policies" ->
          "Key policies could not be " + (method.equals("PUT") ? "updated" : "retrieved");
      case "aliases" -> "Alias could not be " + done(method);
      case "registrations" -> "Registration could not be " + done(method);
      case "versions" -> "Key versions could not be retrieved";
      case "metadata" -> "Key metadata could not be retrieved";
      case "purge" -> "Key could not be purged";
      case "restore" -> "Key could not be restored";
      default ->
          segments.length > 4 && segments[4].equals("registrations")
              ? "Registrations could not be retrieved"
              : (segments.length > 4 ? "Key" : method.equals("POST") ? "Key" : "Keys")
                  + " could not be "
                  + done(method);
    };
  }

  private static String action(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "wrap" -> "Wrap with key could not be performed";
      case "unwrap" -> "Unwrap with key could not be performed";
      case "rewrap" -> "Rewrap with key could not be performed";
      case "rotate" -> "Key could not be rotated";
      case "restore" -> "Key could not be restored";
      case "disable" -> "Key could not be disabled";
      case "enable" -> "Key could not be enabled";
      case "sync" -> "Could not initiate sync requests to associated resources";
      default -> "Action could not be performed on key";
    };
  }

  private static String done(String method) {
    return switch (method) {
      case "POST" -> "created";
      case "PUT", "PATCH" -> "updated";
      case "DELETE" -> "deleted";
      default -> "retrieved";
    };
  }
}
