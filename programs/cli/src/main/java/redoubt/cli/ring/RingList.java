package redoubt.cli.ring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;
import redoubt.cli.key.Kms;
import redoubt.cli.text.Column;

/** Lists key rings. */
@Command(
    name = "list",
    description = "Lists the key rings of an instance.",
    footer = {"Example:", "  redoubt ring list"})
public final class RingList extends Verb {
  @Override
  public Integer call() {
    JsonNode rings = new Kms(api(), instance()).get("/key_rings").path("resources");
    output()
        .list(
            rings,
            "There are no key rings.",
            List.of(
                Column.of("id", "id"),
                Column.of("created", "creationDate"),
                Column.who("by", "createdBy")));
    return 0;
  }
}
