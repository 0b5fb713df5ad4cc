package redoubt.cli.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;

/** What every new key is given, made here or elsewhere. */
final class NewKey {
  @Parameters(paramLabel = "NAME", description = "2 to 90 characters.")
  String name = "";

  @Option(names = "--description", paramLabel = "TEXT", description = "2 to 240 characters.")
  @Nullable String description;

  @Option(names = "--ring", paramLabel = "RING", description = "The key ring (default: default).")
  @Nullable String ring;

  @Option(
      names = "--alias",
      paramLabel = "ALIAS",
      description = "Another name of the key; up to 5.")
  List<String> aliases = new ArrayList<>();

  @Option(names = "--tag", paramLabel = "TAG", description = "A word to find the key by; up to 30.")
  List<String> tags = new ArrayList<>();

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "When it stops wrapping, such as 2027-01-31T00:00:00Z; never changes.")
  @Nullable String expires;

  @Option(
      names = "--standard",
      description = "A standard key, whose bytes can be read; otherwise a root key.")
  boolean standard;

  ObjectNode resource() {
    ObjectNode resource =
        JsonText.object()
            .put("type", "application/vnd.ibm.kms.key+json")
            .put("name", name)
            .put("extractable", standard);
    if (description != null) {
      resource.put("description", description);
    }
    if (expires != null) {
      resource.put("expirationDate", expires);
    }
    put(resource, "aliases", aliases);
    put(resource, "tags", tags);
    return resource;
  }

  private static void put(ObjectNode resource, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = resource.putArray(field);
      values.forEach(array::add);
    }
  }

  Api.Call create(Kms kms, String path, ObjectNode resource) {
    Api.Call call = kms.call("POST", path).with(Kms.collection("key", resource));
    return ring == null ? call : call.header("X-Kms-Key-Ring", ring);
  }
}
