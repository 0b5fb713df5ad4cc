package redoubt.registry.push;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.Place;
import redoubt.registry.quota.Quotas;
import redoubt.registry.sql.BlobRows;
import redoubt.registry.sql.UploadRows;
import redoubt.store.Database;

/**
 * The sole right to write to an upload, and how long the upload may become. It is renewed while
 * bytes come in; whoever lost it stops. Room is set aside before the bytes come: all of it when
 * they were announced, otherwise in steps that grow with what came, so that short uploads do not
 * take room from each other. It is set aside while the claim is renewed; who did not renew it for a
 * while asks for room again, since somebody else may have it by then.
 */
final class Claim {
  static final Duration LASTING = Duration.ofSeconds(60);
  private static final Duration RENEWAL = Duration.ofSeconds(20);

  /** So long is room certainly set aside, also where clocks differ by seconds. */
  private static final Duration SET_ASIDE = Duration.ofSeconds(40);

  private static final long FIRST_STEP = 256 << 10;
  private static final long LONGEST_STEP = 16 << 20;

  /** After so many bytes it is asked again whether there is a limit by now. */
  private static final long WITHOUT_LIMIT = 64 << 20;

  /** So many bytes may lie on the disk beyond what is noted as written. */
  private static final long UNNOTED = 16 << 20;

  private final Database database;
  private final InstantSource clock;
  private final UUID writer = Ids.random();
  private Upload upload;
  private long allowed;
  private long length;
  private long noted;
  private Instant renewed;

  /**
   * Takes the claim to an upload that nobody writes to.
   *
   * @param announced how much will come, if that is known
   * @throws redoubt.core.Failure {@code registry.no-upload}, {@code registry.upload-is-written},
   *     {@code registry.storage-quota}, {@code registry.pending-quota}
   */
  Claim(
      Database database,
      InstantSource clock,
      RepositoryName repository,
      UUID id,
      OptionalLong announced) {
    this.database = database;
    this.clock = clock;
    this.renewed = clock.instant();
    Instant now = clock.instant();
    Optional<Upload> free =
        database.statement(
            handle -> UploadRows.claimFree(handle, repository, id, writer, now.plus(LASTING), now));
    this.allowed = free.map(there -> withoutLimit(there, announced)).orElse(0L);
    this.upload = free.orElseGet(() -> claimWatched(repository, id, announced));
    this.length = upload.acknowledged();
    this.noted = length;
  }

  private Upload claimWatched(RepositoryName repository, UUID id, OptionalLong announced) {
    return database.transaction(transaction -> {
      Instant now = clock.instant();
      UploadRows.Claimed claimed =
          UploadRows.claim(transaction, repository, id, writer, now.plus(LASTING), now)
              .orElseThrow(() -> refused(transaction, repository, id));
      allowed = first(transaction, claimed, announced, now);
      return claimed.before();
    });
  }

  private static Failure refused(Handle transaction, RepositoryName repository, UUID id) {
    return UploadRows.find(transaction, repository, id).isPresent()
        ? RegistryFailures.uploadIsWritten()
        : RegistryFailures.noUpload();
  }

  /** What nobody sends more to needs no room. */
  private static long first(
      Handle transaction, UploadRows.Claimed claimed, OptionalLong announced, Instant now) {
    Upload upload = claimed.before();
    long there = upload.acknowledged();
    if (!claimed.limited()) {
      return withoutLimit(upload, announced);
    }
    if (announced.isEmpty()) {
      return setAside(transaction, upload, there, there + FIRST_STEP, now);
    }
    long whole = sum(there, announced.getAsLong());
    return whole == there ? there : setAside(transaction, upload, whole, whole, now);
  }

  private static long withoutLimit(Upload upload, OptionalLong announced) {
    return sum(sum(upload.acknowledged(), announced.orElse(0)), WITHOUT_LIMIT);
  }

  private static long setAside(
      Handle transaction, Upload upload, long least, long most, Instant now) {
    OptionalLong granted =
        Quotas.grant(transaction, upload.repository(), upload.id(), least, most, now);
    if (granted.isEmpty()) {
      return sum(most, WITHOUT_LIMIT);
    }
    UploadRows.expect(transaction, upload.id(), granted.getAsLong());
    return granted.getAsLong();
  }

  private static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  Upload upload() {
    return upload;
  }

  UUID writer() {
    return writer;
  }

  /**
   * Says that the upload is about to become so long, and that its writer lives.
   *
   * @throws redoubt.core.Failure {@code registry.upload-is-written} when the claim was lost, {@code
   *     registry.storage-quota}, {@code registry.pending-quota}
   */
  void require(long length) {
    this.length = length;
    Instant now = clock.instant();
    if (length <= allowed && now.isBefore(renewed.plus(SET_ASIDE))) {
      renew();
      return;
    }
    long step = Math.clamp(length - upload.acknowledged(), FIRST_STEP, LONGEST_STEP);
    long most = length <= allowed ? allowed : sum(length, step);
    allowed =
        database.transaction(transaction -> {
          renew(transaction, now);
          return setAside(transaction, upload, length, most, now);
        });
    renewed(now);
  }

  /** Renews the claim when it is time to. */
  void renew() {
    Instant now = clock.instant();
    if (now.isBefore(renewed.plus(RENEWAL)) && length - noted < UNNOTED) {
      return;
    }
    database.transaction(transaction -> {
      renew(transaction, now);
      return true;
    });
    renewed(now);
  }

  private void renew(Handle transaction, Instant now) {
    if (!UploadRows.renew(transaction, upload.id(), writer, length, now.plus(LASTING), now)) {
      throw RegistryFailures.uploadIsWritten();
    }
  }

  private void renewed(Instant now) {
    renewed = now;
    noted = length;
  }

  /** Goes on at another place, which was doomed until now; the former one is from now on. */
  void move(Place place) {
    Place former = upload.place();
    database.transaction(transaction -> {
      if (!BlobRows.spare(transaction, place)
          || !UploadRows.move(transaction, upload.id(), writer, place)) {
        throw RegistryFailures.uploadIsWritten();
      }
      BlobRows.doom(transaction, former, clock.instant());
      return true;
    });
    upload =
        new Upload(
            upload.id(), upload.repository(), place, upload.acknowledged(), Optional.empty());
  }

  /** Gives the claim back, and acknowledges what is there. */
  void release(long length) {
    if (!database.transaction(
        transaction ->
            UploadRows.release(transaction, upload.id(), writer, length, clock.instant()))) {
      throw RegistryFailures.uploadIsWritten();
    }
  }

  /** Lets the next writer take the upload over without waiting for the claim to run out. */
  void giveUp() {
    Instant now = clock.instant();
    database.transaction(
        transaction -> UploadRows.renew(transaction, upload.id(), writer, length, now, now));
  }
}
