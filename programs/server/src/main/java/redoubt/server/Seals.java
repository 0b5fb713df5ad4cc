package redoubt.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.MasterKeys;
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
  static Seals open(
      ServerOptions options, Database database, InstantSource clock, Closing closing) {
    List<MasterKeys> stores = new ArrayList<>();
    Path directory = options.data().resolve("seal");
    stores.add(
        options
            .seal()
            .passphraseFile()
            .map(file -> FileMasterKeys.in(directory, firstLine(file)))
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
    return new Seals(masters, new Vault(database, masters), token.map(HsmKeys::new));
  }

  Optional<String> fault() {
    return masters.health().map(Failure::what);
  }

  private static SecretBytes firstLine(Path file) {
    try {
      byte[] all = Files.readAllBytes(file);
      int end = 0;
      while (end < all.length && all[end] != '\n' && all[end] != '\r') {
        end++;
      }
      byte[] line = java.util.Arrays.copyOf(all, end);
      java.util.Arrays.fill(all, (byte) 0);
      if (end == 0) {
        throw unreadable(file, "its first line is empty");
      }
      return SecretBytes.owning(line);
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName());
    }
  }

  private static Failure unreadable(Path file, String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "server.no-passphrase",
        "The passphrase file " + file + " cannot be used: " + why + ".",
        "Put the passphrase into its first line, in UTF-8, readable by you alone.");
  }
}
