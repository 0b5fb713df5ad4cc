package redoubt.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

/** Adds a webhook. */
@Command(
    name = "add",
    description = {
      "Has a URL told what happens to the images of a namespace.",
      "With a key, the header X-Redoubt-Signature is sha256= and the HMAC-SHA256 of the body."
    },
    footer = {
      "Example:",
      "  redoubt webhook add team https://ci.example.org/images --event push --key-file hook.key"
    })
public final class WebhookAdd extends WebhookVerb {
  private static final int LONGEST = 1024;

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "Name of the namespace.")
  String namespace = "";

  @Parameters(index = "1", paramLabel = "URL", description = "Who is told.")
  String url = "";

  @Option(
      names = "--event",
      paramLabel = "push|tag|untag|delete|restore",
      description = "What is told; may be given several times. All, if none is.")
  List<String> events = new ArrayList<>();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Text of 16 to 256 characters that signs what is told; - for the input.")
  @Nullable Path key;

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = object().put("url", url);
    List<String> told =
        events.isEmpty() ? List.of("push", "tag", "untag", "delete", "restore") : events;
    told.forEach(wish.withArray("events")::add);
    if (key != null) {
      wish.put(
          "key",
          new String(Sources.read(terminal(), key, LONGEST), StandardCharsets.UTF_8).strip());
    }
    JsonNode made = api().post(webhooks(namespace), wish);
    output().done("Webhook " + made.path("id").asText() + " tells " + url + ".", made);
    return 0;
  }
}
