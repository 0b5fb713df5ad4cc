package redoubt.cli.recovery;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.seal.recovery.ExportHeader;
import redoubt.seal.recovery.RecoveryFile;

/** Checks that an export and shares fit. */
@Command(
    name = "verify",
    description = {
      "Opens an export with shares and checks every record; writes nothing, needs no server.",
      "Shares are typed on a terminal, otherwise read from a file or the input."
    },
    footer = {
      "Examples:",
      "  redoubt recovery verify redoubt.export",
      "  cat share-1 share-3 share-4 | redoubt recovery verify redoubt.export"
    })
public final class RecoveryVerify extends Verb {
  @Parameters(paramLabel = "FILE", description = "The export.")
  Path file = Path.of("");

  @Mixin Shares shares = new Shares();

  @Override
  public Integer call() throws IOException {
    RecoveryFile export = new RecoveryFile(file);
    ExportHeader header = export.header();
    output()
        .object(
            Contents.tree(header, export.verify(shares.read(terminal(), header.threshold()))),
            Contents.COLUMNS);
    return 0;
  }
}
