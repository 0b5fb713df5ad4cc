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
import redoubt.cli.text.ShellText;
import redoubt.seal.recovery.ExportHeader;
import redoubt.seal.recovery.RecoveryContents;
import redoubt.seal.recovery.RecoveryFile;
import redoubt.server.Restore;
import redoubt.server.ServerOptions;
import redoubt.server.StorageOptions;

/** Restores an export on an empty machine. */
@Command(
    name = "restore",
    description = {
      "Restores an export into a new, empty data directory, with a database of its own.",
      "Your PostgreSQL, which has to be empty, and other places of master keys are named as with"
          + " up.",
      "All or nothing. Shares are typed on a terminal, otherwise read from a file or the input."
    },
    footer = {
      "Examples:",
      "  redoubt recovery restore redoubt.export --data /var/lib/redoubt",
      "  redoubt recovery restore redoubt.export --shares-file shares.txt",
      "  redoubt recovery restore redoubt.export --shares-file shares.txt \\",
      "             --database-url postgresql://redoubt@db.internal/redoubt"
    })
public final class RecoveryRestore extends Verb {
  @Parameters(paramLabel = "FILE", description = "The export.")
  Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's directory (default: $REDOUBT_DATA, else ~/.redoubt).")
  @Nullable Path data;

  @Mixin StorageOptions storage = new StorageOptions();

  @Mixin Shares shares = new Shares();

  @Override
  public Integer call() throws IOException {
    ExportHeader header = new RecoveryFile(file).header();
    ServerOptions server =
        storage.serverOn(data == null ? redoubt().dataDirectory() : data, "127.0.0.1", 0);
    Path directory = server.data();
    List<String> texts = shares.read(terminal(), header.threshold());
    RecoveryContents restored =
        Restore.run(
            file,
            texts,
            server,
            InstantSource.system(),
            step -> terminal().err().println("redoubt: " + step));
    output().object(Contents.tree(header, restored), Contents.COLUMNS);
    if (output().isForPeople()) {
      terminal()
          .err()
          .println(
              "Next: ./redoubt up --data "
                  + ShellText.word(directory)
                  + (storage.areUsual()
                      ? ""
                      : ", with the same options of database and seal as here")
                  + "\nOther commands find it with REDOUBT_DATA set to "
                  + directory
                  + ".\n"
                  + "The administrator has a new API key there, and the one of the first start is"
                  + " revoked;\n"
                  + "all other API keys came back.\n"
                  + "Clients have to trust the new "
                  + directory.resolve("ca.pem")
                  + ".\n"
                  + "Contents of images are in no export. Where there are images, first bring"
                  + " their\n"
                  + "backup to "
                  + directory.resolve("images")
                  + ", or start with --images-dir or --images-s3.");
    }
    return 0;
  }
}
