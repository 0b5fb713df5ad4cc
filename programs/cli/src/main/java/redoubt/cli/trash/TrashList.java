package redoubt.cli.trash;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.image.ImageVerb;
import redoubt.cli.text.ByteCount;
import redoubt.cli.text.Column;

/** Lists the trash: deleted images and when they end. */
@Command(
    name = "list",
    description = "Lists the trash: deleted images and when they end.",
    footer = {"Example:", "  redoubt trash list team"})
public final class TrashList extends ImageVerb {
  private static final List<Column> DELETED =
      List.of(
          Column.of("repository", "repository"),
          Column.of("tags", "tags"),
          Column.of("digest", "digest"),
          ByteCount.column("size", "size"),
          Column.of("deleted", "deletedAt"),
          Column.of("ends", "endsAt"));

  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Override
  public Integer call() {
    output().list(listed(trash(), of, ""), "The trash is empty.", DELETED);
    return 0;
  }
}
