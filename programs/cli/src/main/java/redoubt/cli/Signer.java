package redoubt.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.core.Failure;

/**
 * Who must have signed a file that is checked without a server. Mix it into each command that
 * checks one.
 */
public final class Signer {
  private static final long MOST_BYTES = 64L << 20;

  @Option(
      names = "--ledger-key",
      paramLabel = "PUBLICKEY",
      description = "The key that must have signed: the publicKey of redoubt ledger head.")
  @Nullable String key;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "A file with that key, kept from redoubt ledger head.")
  @Nullable Path keyFile;

  /**
   * What a file holds that is to be checked.
   *
   * @throws Failure {@code cli.too-large}
   */
  public byte[] read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "cli.too-large",
          "The file is larger than anything that is signed.",
          "Name the file as redoubt wrote it.");
    }
    return Files.readAllBytes(file);
  }

  /** The key that was given; without one, only that a file agrees with itself can be shown. */
  public Optional<String> given() throws IOException {
    if (key != null && keyFile != null) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.two-keys",
          "The key is given twice.",
          "Give --ledger-key or --key-file.");
    }
    return keyFile == null
        ? Optional.ofNullable(key)
        : Optional.of(Files.readString(keyFile).strip());
  }

  /**
   * The exit status of a check in which everything held; says on standard error when nobody is
   * known to have signed.
   *
   * @param itsOwn the key that the file itself names
   */
  public int exit(Terminal terminal, Optional<String> givenKey, String itsOwn) {
    if (givenKey.isPresent()) {
      return Exit.DONE;
    }
    terminal
        .err()
        .println(
            "redoubt: Not shown who signed it: the file agrees with itself, under the key that it"
                + " names itself:\n  "
                + redoubt.cli.text.Table.printable(itsOwn)
                + "\n  Compare that with a key that you kept, and give it: --ledger-key or"
                + " --key-file.");
    return Exit.NO;
  }
}
