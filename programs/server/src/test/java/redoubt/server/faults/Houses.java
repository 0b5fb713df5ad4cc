package redoubt.server.faults;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import redoubt.server.House;
import redoubt.server.ImageOptions.ImagePlace;
import redoubt.server.ServerOptions;
import redoubt.server.ServerOptions.HsmOptions;
import redoubt.server.ServerOptions.RegistryOptions;
import redoubt.server.ServerOptions.SealOptions;
import redoubt.store.ConnectionSettings;
import redoubt.testkit.HttpsCaller;

/** Servers in this process, on a database that others may use too. */
final class Houses {
  private Houses() {}

  /** Those whose data lie side by side share the directory of images there. */
  static House open(Path data, ConnectionSettings database, SealOptions seal, InstantSource clock) {
    return House.open(
        new ServerOptions(data, "127.0.0.1", 0, Optional.of(database), seal)
            .with(RegistryOptions.USUAL.keptIn(ImagePlace.in(data.resolveSibling("images")))),
        clock,
        step -> {});
  }

  static SealOptions filesIn(Path directory) {
    return new SealOptions(
        SealOptions.Kind.FILE, Optional.of(directory), Optional.empty(), Optional.empty());
  }

  static SealOptions withToken(SealOptions.Kind kind, HsmOptions token) {
    return new SealOptions(kind, Optional.empty(), Optional.empty(), Optional.of(token));
  }

  static HttpsCaller stranger(House house) {
    return HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
  }

  /** The administrator, whose API key lies in the directory of the server that made it. */
  static KeyCaller admin(House house, Path first) {
    try {
      return KeyCaller.withApiKey(
          java.nio.file.Files.readString(first.resolve("admin.apikey")).strip(),
          house.caFile(),
          URI.create(house.url()));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
