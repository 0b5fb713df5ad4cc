package redoubt.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.MasterKeys;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.SecretBytes;
import redoubt.crypto.hsm.HsmKeys;
import redoubt.crypto.hsm.HsmMasterKeys;
import redoubt.crypto.hsm.HsmSettings;
import redoubt.crypto.hsm.HsmToken;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.Database;

/** The vault and the places where its master keys lie. */
record Seals(Masters masters, Vault vault, Optional<HardwareKeys> hardware) {
  private static final int LONGEST_PASSPHRASE_FILE = 4096;

  static Seals open(
      ServerOptions options, Database database, InstantSource clock, Closing closing) {
    List<MasterKeys> stores = new ArrayList<>();
    Path directory = options.seal().directory().orElse(options.data().resolve("seal"));
    stores.add(
        options
            .seal()
            .passphraseFile()
            .map(file -> under(directory, file))
            .orElseGet(() -> FileMasterKeys.in(directory)));
    MasterKeys.Kind first =
        switch (options.seal().kind()) {
          case FILE -> MasterKeys.Kind.FILE;
          case PKCS11 -> MasterKeys.Kind.PKCS11;
        };
    Optional<HsmToken> token =
        options
            .seal()
            .hsm()
            .map(hsm -> new HsmSettings(hsm.library(), hsm.token(), hsm.pinFile()))
            .map(settings -> closing.add(new HsmToken(settings)));
    token.ifPresent(hsm -> stores.add(new HsmMasterKeys(hsm)));
    Masters masters = closing.add(Masters.open(database, stores, first, clock));
    masters.requireCurrent();
    return new Seals(masters, new Vault(database, masters), token.map(HsmKeys::new));
  }

  Optional<String> fault() {
    return masters.health().map(Failure::what);
  }

  private static FileMasterKeys under(Path directory, Path passphraseFile) {
    try (SecretBytes passphrase = firstLine(passphraseFile)) {
      return FileMasterKeys.in(directory, passphrase);
    }
  }

  private static SecretBytes firstLine(Path file) {
    byte[] all =
        PrivateFiles.read(file, LONGEST_PASSPHRASE_FILE)
            .orElseThrow(() -> unreadable(file, "it is not there"));
    int end = 0;
    while (end < all.length && all[end] != '\n' && all[end] != '\r') {
      end++;
    }
    byte[] line = Arrays.copyOf(all, end);
    Arrays.fill(all, (byte) 0);
    if (end == 0) {
      throw unreadable(file, "its first line is empty");
    }
    return SecretBytes.owning(line);
  }

  private static Failure unreadable(Path file, String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "server.no-passphrase",
        "The passphrase file " + file + " cannot be used: " + why + ".",
        "Put the passphrase into its first line, in UTF-8, readable by you alone.");
  }
}
