package redoubt.server.proofs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import redoubt.identity.Identity;
import redoubt.keys.proof.ProvingGround;
import redoubt.ledger.Ledger;
import redoubt.registry.proof.OwnContent;
import redoubt.server.proofs.sql.DatabaseDump;
import redoubt.store.Database;

/** The running server as the ground for proofs: its own listener, database and directory. */
public final class LiveGround implements ProvingGround {
  /**
   * The data directory.
   *
   * @param withDatabase whether PostgreSQL's files are in it
   */
  public record Data(Path directory, boolean withDatabase) {}

  private final Identity identity;
  private final Database database;
  private final Ledger ledger;
  private final Data data;
  private final Supplier<URI> server;
  private final Supplier<Optional<String>> imagesAreCalled;
  private final InstantSource clock;

  /**
   * @param server where the server listens; asked at the beginning of each visit
   * @param imagesAreCalled the registry in the names of images of this server, if it knows one
   */
  public LiveGround(
      Identity identity,
      Database database,
      Ledger ledger,
      Data data,
      Supplier<URI> server,
      Supplier<Optional<String>> imagesAreCalled,
      InstantSource clock) {
    this.identity = identity;
    this.database = database;
    this.ledger = ledger;
    this.data = data;
    this.server = server;
    this.imagesAreCalled = imagesAreCalled;
    this.clock = clock;
  }

  @Override
  public Visit enter() {
    return new LiveVisit(
        new ServiceUsers(identity, database, ledger, clock),
        OwnListener.of(server(), authority()),
        this,
        clock);
  }

  /**
   * The same for proofs of images.
   *
   * @param content asked once the registry stands
   */
  public redoubt.registry.proof.ProvingGround images(Supplier<OwnContent> content) {
    return () ->
        new ImageVisit(
            new ServiceUsers(identity, database, ledger, clock),
            OwnListener.of(server(), authority()),
            content,
            clock);
  }

  /** Where the server listens. */
  public URI server() {
    return server.get();
  }

  /** The registry in the names of images of this server, if it knows one. */
  public Optional<String> imagesAreCalled() {
    return imagesAreCalled.get();
  }

  /** PEM file of the server's own authority. */
  public Path authority() {
    return data.directory().resolve("ca.pem");
  }

  void readDatabase(Reader reader) throws IOException {
    DatabaseDump.read(database, reader);
  }

  void readFiles(Reader reader) throws IOException {
    if (data.withDatabase()) {
      DatabaseDump.flush(database);
    }
    DirectoryFiles.read(data.directory(), reader);
  }
}
