package redoubt.cli.recovery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.seal.recovery.ExportHeader;
import redoubt.seal.recovery.RecoveryContents;
import redoubt.seal.recovery.RecoveryFile;
import redoubt.server.Restore;
import redoubt.server.ServerOptions;

/** Restores an export on an empty machine. */
@Command(
    name = "restore",
    description = {
      "Restores an export into a new, empty data directory, with a database of its own.",
      "All or nothing. Shares are typed on a terminal, otherwise read from a file or the input."
    },
    footer = {
      "Examples:",
      "  redoubt recovery restore redoubt.export --data /var/lib/redoubt",
      "  redoubt recovery restore redoubt.export --shares-file shares.txt"
    })
public final class RecoveryRestore extends Verb {
  @Parameters(paramLabel = "FILE", description = "The export.")
  Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's directory (default: $REDOUBT_DATA, else ~/.redoubt).")
  @Nullable Path data;

  @Mixin Shares shares = new Shares();

  @Override
  public Integer call() throws IOException {
    ExportHeader header = new RecoveryFile(file).header();
    List<String> texts = shares.read(terminal(), header.threshold());
    Path directory = (data == null ? redoubt().dataDirectory() : data).toAbsolutePath().normalize();
    RecoveryContents restored =
        Restore.run(
            file,
            texts,
            ServerOptions.in(directory, "127.0.0.1", 0),
            InstantSource.system(),
            step -> terminal().err().println("redoubt: " + step));
    output().object(Contents.tree(header, restored), Contents.COLUMNS);
    if (output().isForPeople()) {
      terminal()
          .err()
          .println(
              "Next: ./redoubt up --data "
                  + directory
                  + "\nThe administrator has a new API key there, and the one of the first start is revoked;"
                  + "\nall other API keys came back."
                  + "\nClients have to trust the new "
                  + directory.resolve("ca.pem")
                  + ".");
    }
    return 0;
  }
}
