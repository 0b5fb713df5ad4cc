package redoubt.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.TestDatabase;

/** A server with a database of its own, and the command line of its first user. */
final class OwnServer implements AutoCloseable {
  private final TestDatabase database;
  private final House house;
  private final Map<String, String> environment;

  private OwnServer(TestDatabase database, House house, Path data) {
    this.database = database;
    this.house = house;
    this.environment = Map.of("REDOUBT_DATA", data.toString(), "REDOUBT_SERVER", house.url());
  }

  static OwnServer start(Path directory) {
    TestDatabase database = TestDatabase.create();
    Path data = directory.resolve("data");
    House house =
        House.open(
            new ServerOptions(
                data,
                "127.0.0.1",
                0,
                Optional.of(database.settings()),
                ServerOptions.SealOptions.file()),
            InstantSource.system(),
            step -> {});
    return new OwnServer(database, house, data);
  }

  String url() {
    return house.url();
  }

  Path authority() {
    return house.caFile();
  }

  Map<String, String> environment() {
    return environment;
  }

  CommandLineRun run(String... args) {
    return CommandLineRun.of(environment, args);
  }

  CommandLineRun run(byte[] input, String... args) {
    return CommandLineRun.of(environment, input, args);
  }

  @Override
  public void close() throws IOException {
    house.close();
    database.close();
  }
}
