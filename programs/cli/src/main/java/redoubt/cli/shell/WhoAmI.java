package redoubt.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;
import redoubt.cli.text.Output;

/** Says who is signed in. */
@Command(
    name = "whoami",
    description = "Says whose API key this is, and which roles they hold.",
    footer = {"Example:", "  redoubt whoami"})
public final class WhoAmI extends Verb {
  @Override
  public Integer call() {
    JsonNode who = api().get("/v1/whoami");
    String text =
        Output.description(
                who,
                List.of(
                    Column.of("User", "userName"),
                    Column.of("Id", "user"),
                    Column.of("API key", "apiKey"),
                    new Column("Server", node -> api().target().toString())))
            + "\n"
            + Output.table(
                who.path("grants"),
                List.of(
                    Column.of("role", "role"),
                    Column.of("instance", "instance"),
                    Column.of("ring", "ring"),
                    Column.of("namespace", "namespace"),
                    Column.of("repository", "repository")));
    output().show(who, text);
    return 0;
  }
}
