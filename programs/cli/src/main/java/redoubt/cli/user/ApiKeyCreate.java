package redoubt.cli.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;
import redoubt.cli.Verb;
import redoubt.cli.text.Moment;

/** Makes an API key. */
@Command(
    name = "create",
    description = "Makes an API key. It is shown once, now.",
    footer = {
      "Examples:",
      "  redoubt apikey create laptop --out laptop.apikey",
      "  redoubt apikey create nightly --user backup --expires 2027-01-31T00:00:00Z -o json"
    })
public final class ApiKeyCreate extends Verb {
  @Parameters(paramLabel = "NAME", description = "What it is for.")
  String name = "";

  @Option(names = "--user", paramLabel = "USER", description = "For another. For administrators.")
  @Nullable String user;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "A date or moment in UTC, such as 2027-01-31.")
  @Nullable String expires;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file, 0600, for the key; then it is not printed.")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    ObjectNode wish = object().put("name", name);
    if (user != null) {
      wish.put("user", user);
    }
    if (expires != null) {
      wish.put(
          "expiresAt",
          Moment.parse(expires)
              .orElseThrow(() ->
                  wrongUsage(
                      "--expires is a date in UTC, such as 2027-01-31, not " + expires + "."))
              .toString());
    }
    if (out != null && Files.exists(out)) {
      throw new java.nio.file.FileAlreadyExistsException(out.toString());
    }
    ObjectNode made = (ObjectNode) api().post("/v1/apikeys", wish);
    String secret = made.path("apikey").asText();
    if (out != null) {
      Sources.write(out, (secret + "\n").getBytes(StandardCharsets.US_ASCII));
      made.remove("apikey");
      output().done("The API key " + name + " is in " + out + ".", made);
    } else {
      output().show(made, secret + "\n");
      if (output().isForPeople()) {
        terminal().err().println("Keep it now: it is not shown again.");
      }
    }
    return 0;
  }
}
