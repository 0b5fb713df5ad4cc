package redoubt.cli.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Sources;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.http.PrivateFile;
import redoubt.cli.http.Reply;
import redoubt.cli.text.Progress;
import redoubt.cli.text.ShellText;
import redoubt.core.Failure;

/** Makes an encrypted export of everything, for the day the machine is lost. */
@Command(
    name = "export",
    description = {
      "Writes an encrypted export of all that the server keeps but the contents of images, and"
          + " splits its key into shares.",
      "Give each share to another person, keep none with the export. For administrators."
    },
    footer = {
      "Examples:",
      "  redoubt recovery export --shares 5 --threshold 3 --out redoubt.export",
      "  redoubt recovery export --shares 3 --threshold 2 --out redoubt.export --shares-dir shares"
    })
public final class RecoveryExport extends Verb {
  private static final Duration LONGEST = Duration.ofMinutes(30);

  @Option(
      names = "--shares",
      paramLabel = "N",
      required = true,
      description = "How many shares to make.")
  int shares;

  @Option(
      names = "--threshold",
      paramLabel = "K",
      required = true,
      description = "How many of them it takes to open the export.")
  int threshold;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
  Path out = Path.of("");

  @Option(
      names = "--shares-dir",
      paramLabel = "DIR",
      description = "A directory for the shares, one file each, 0600; otherwise they are printed.")
  @Nullable Path sharesDirectory;

  @Override
  public Integer call() throws IOException {
    if (threshold < 1 || threshold > shares) {
      throw wrongUsage("--threshold is between 1 and --shares");
    }
    if (Files.exists(out)) {
      throw new FileAlreadyExistsException(out.toString());
    }
    ObjectNode wish = object().put("shares", shares).put("threshold", threshold);
    ObjectNode export =
        (ObjectNode)
            api().json(Api.Call.of("POST", "/v1/recovery/exports").with(wish).within(LONGEST));
    download(export);
    JsonNode made = export.remove("shares");
    export.put("file", out.toString());
    if (sharesDirectory == null) {
      export.set("shares", made);
      output().show(export, printed(export, made));
    } else {
      PrivateFile.createDirectories(sharesDirectory.toAbsolutePath());
      int number = 1;
      for (JsonNode share : made) {
        Sources.write(
            sharesDirectory.resolve("share-" + number++),
            (share.asText() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      output()
          .done(
              "The export is in "
                  + out
                  + ", its shares are in "
                  + sharesDirectory
                  + "; its SHA-256 is "
                  + export.path("sha256").asText()
                  + ".",
              export);
    }
    return 0;
  }

  private String printed(JsonNode export, JsonNode made) {
    StringBuilder text = new StringBuilder();
    made.forEach(share -> text.append(share.asText()).append('\n'));
    if (output().isForPeople()) {
      terminal()
          .err()
          .println(
              "The export is in "
                  + out
                  + ", its SHA-256 is "
                  + export.path("sha256").asText()
                  + ". Any "
                  + threshold
                  + " of these shares open it; they are not shown again."
                  + " Try them: redoubt recovery verify "
                  + ShellText.word(out));
    }
    return text.toString();
  }

  private void download(JsonNode export) throws IOException {
    Reply reply =
        api()
            .send(
                Api.Call.of("GET", "/v1/recovery/exports/" + encoded(export.path("id").asText()))
                    .header("Accept", "application/octet-stream")
                    .within(LONGEST));
    long total = export.path("bytes").asLong();
    String digest;
    try (OutputStream file = PrivateFile.create(out);
        Progress progress = new Progress(terminal().err(), terminal().errIsTerminal(), "Export")) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 * 1024];
      long done = 0;
      for (int count = reply.body().read(buffer); count >= 0; count = reply.body().read(buffer)) {
        file.write(buffer, 0, count);
        sha256.update(buffer, 0, count);
        done += count;
        progress.at(done, total);
      }
      digest = HexFormat.of().formatHex(sha256.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      Files.deleteIfExists(out);
      throw e;
    }
    if (!digest.equalsIgnoreCase(export.path("sha256").asText())) {
      Files.deleteIfExists(out);
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.broken-export",
          "The export arrived damaged and was removed.",
          "Make another one; the shares of this one are worthless.");
    }
  }
}
