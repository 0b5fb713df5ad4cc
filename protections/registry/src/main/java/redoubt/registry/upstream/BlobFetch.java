package redoubt.registry.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.client.BlobSink;
import redoubt.oci.client.RegistryClient;
import redoubt.registry.push.Incoming;
import redoubt.registry.push.Uploads;
import redoubt.registry.sql.ServedRows;
import redoubt.registry.sql.UpstreamRows;
import redoubt.store.Database;
import redoubt.web.Body;

/** Brings in blobs, each once, whoever wants it, on whichever server. */
final class BlobFetch {
  private static final Logger LOG = LoggerFactory.getLogger(BlobFetch.class);
  private static final Duration CLAIM = Duration.ofSeconds(30);
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  /** How long a caller waits for what somebody else fetches. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration LOOKING = Duration.ofMillis(300);

  private final Database database;
  private final Uploads uploads;
  private final Peers peers;
  private final InstantSource clock;
  private final Flights flights = new Flights();

  BlobFetch(Database database, Uploads uploads, Peers peers, InstantSource clock) {
    this.database = database;
    this.uploads = uploads;
    this.peers = peers;
    this.clock = clock;
  }

  boolean isHere(RepositoryName repository, Digest digest) {
    return database.read(handle -> ServedRows.find(handle, repository, digest)).isPresent();
  }

  /**
   * Makes sure that a blob is here.
   *
   * @throws Failure of {@link RegistryClient}; {@code registry.upstream-waits}, {@code
   *     registry.upstream-busy}
   */
  void fetch(Pull pull, Descriptor blob) {
    RepositoryName repository = pull.repository();
    boolean _ =
        peers
            .waiting()
            .of(
                pull.namespace().instance(),
                () -> {
                  flights.alone(
                      repository + "@" + blob.digest(),
                      PATIENCE,
                      () -> {
                        if (!isHere(repository, blob.digest())) {
                          amongServers(pull, blob);
                        }
                      });
                  return true;
                });
  }

  /** Waits while another server is on it. */
  private void amongServers(Pull pull, Descriptor blob) {
    UUID flight = Ids.random();
    Deadline deadline = Deadline.in(PATIENCE);
    while (!claim(pull.repository(), blob.digest(), flight)) {
      if (deadline.isOver()) {
        throw UpstreamFailures.waits();
      }
      try {
        Thread.sleep(LOOKING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw UpstreamFailures.waits();
      }
      if (isHere(pull.repository(), blob.digest())) {
        return;
      }
    }
    try {
      if (!isHere(pull.repository(), blob.digest())) {
        bring(pull, blob, flight);
      }
    } finally {
      database.transaction(transaction -> {
        UpstreamRows.release(transaction, pull.repository(), blob.digest(), flight);
        return true;
      });
    }
  }

  private boolean claim(RepositoryName repository, Digest digest, UUID flight) {
    return database.transaction(transaction ->
        UpstreamRows.claim(transaction, repository, digest, flight, clock.instant(), CLAIM));
  }

  private void bring(Pull pull, Descriptor blob, UUID flight) {
    UUID upload = uploads.begin(pull.repository(), pull.actor().user());
    try {
      uploads.finish(
          pull.repository(),
          upload,
          blob.digest(),
          new Incoming(
              OptionalLong.empty(),
              OptionalLong.of(blob.size()),
              OptionalLong.of(blob.size()),
              sink -> {
                Coming coming = new Coming(pull.repository(), blob.digest(), flight, sink);
                peers.client(pull.upstream()).blob(pull.theirs(), blob, coming);
                return coming.came;
              }));
    } catch (RuntimeException e) {
      cancel(pull.repository(), upload);
      throw e;
    }
  }

  private void cancel(RepositoryName repository, UUID upload) {
    try {
      uploads.cancel(repository, upload);
    } catch (Failure e) {
      LOG.debug("an upload that was given up is swept later", e);
    }
  }

  /** A blob on its way; other servers see that somebody is on it. */
  private final class Coming implements BlobSink {
    private final RepositoryName repository;
    private final Digest digest;
    private final UUID flight;
    private final Body.Sink sink;
    private Instant renewed = clock.instant();
    private long came;

    Coming(RepositoryName repository, Digest digest, UUID flight, Body.Sink sink) {
      this.repository = repository;
      this.digest = digest;
      this.flight = flight;
      this.sink = sink;
    }

    @Override
    public void take(ByteBuffer piece) throws IOException {
      came += piece.remaining();
      if (clock.instant().isAfter(renewed.plus(RENEWAL))) {
        if (!claim(repository, digest, flight)) {
          throw UpstreamFailures.waits();
        }
        renewed = clock.instant();
      }
      sink.accept(piece);
    }
  }
}
