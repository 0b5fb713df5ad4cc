package redoubt.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionRoom;
import redoubt.encryption.shred.Absence;
import redoubt.encryption.shred.KeptSample;
import redoubt.encryption.shred.ReadTrial;
import redoubt.encryption.shred.Reliance;
import redoubt.encryption.shred.Reliances;
import redoubt.keys.shred.Dependent;
import redoubt.keys.shred.Dependents;
import redoubt.keys.shred.Outage;
import redoubt.keys.shred.Reading;
import redoubt.keys.shred.Sample;
import redoubt.signatures.SignaturesRoom;
import redoubt.signatures.tufserver.Guards;

/**
 * Tells the keys room what the rooms that stand on it guard with keys. They are built after it, so
 * they are looked for with each question.
 */
record KeyDependents(Foundations on) implements Dependents {
  private static final String CLUSTER = "cluster";
  private static final String COLLECTION = "collection";

  @Override
  public List<Dependent> of(String tenant, UUID key) {
    return Stream.concat(
            reliances().stream()
                .flatMap(room -> room.of(tenant, key).stream())
                .map(KeyDependents::dependent),
            on.rooms().stream()
                .filter(SignaturesRoom.class::isInstance)
                .map(SignaturesRoom.class::cast)
                .flatMap(room -> room.guards().guardedBy(tenant, key).stream())
                .map(this::dependent))
        .toList();
  }

  /** What is lost of a signed collection are the server's keys for it. */
  private Dependent dependent(Guards.Guarded collection) {
    return new Dependent(
        new Dependent.Who(COLLECTION, collection.id(), collection.gun()),
        Dependent.Use.NOW,
        Optional.of(
            new Dependent.Stored(on.clock().instant(), collection.keys(), 0, collection.keys())),
        List.of());
  }

  @Override
  public List<Outage> outages(String tenant, UUID key, Instant from, Optional<Instant> back) {
    return reliances().stream()
        .flatMap(room -> room.absences(tenant, key, from, back).stream())
        .map(KeyDependents::outage)
        .toList();
  }

  @Override
  public List<Reading> read(String tenant, UUID key) {
    return reliances().stream()
        .flatMap(room -> room.read(tenant, key).stream())
        .map(KeyDependents::reading)
        .toList();
  }

  @Override
  public List<Sample> samples(String tenant, UUID key) {
    return reliances().stream()
        .flatMap(room -> room.samples(tenant, key).stream())
        .map(KeyDependents::sample)
        .toList();
  }

  private List<Reliances> reliances() {
    return on.rooms().stream()
        .filter(EncryptionRoom.class::isInstance)
        .map(EncryptionRoom.class::cast)
        .map(EncryptionRoom::reliances)
        .toList();
  }

  private static Dependent dependent(Reliance reliance) {
    return new Dependent(
        who(reliance.cluster()),
        reliance.now() ? Dependent.Use.NOW : Dependent.Use.BEFORE,
        reliance
            .stored()
            .map(stored ->
                new Dependent.Stored(
                    stored.at(), stored.objects(), stored.uncertain(), stored.all())),
        reliance.holders().stream()
            .map(holder -> new Dependent.Holder(holder.id(), holder.since(), holder.seenAt()))
            .toList());
  }

  private static Outage outage(Absence absence) {
    return new Outage(
        who(absence.cluster()),
        absence.plugins().stream()
            .map(plugin -> new Outage.Holder(plugin.holder(), plugin.stoppedAt(), plugin.backAt()))
            .toList());
  }

  private static Reading reading(ReadTrial trial) {
    return new Reading(
        who(trial.cluster()),
        trial.at(),
        trial.resource(),
        trial
            .answered()
            .map(yes -> yes ? Reading.Outcome.ANSWERED : Reading.Outcome.FAILED)
            .orElse(Reading.Outcome.NOT_TRIED),
        trial.detail());
  }

  private static Sample sample(KeptSample sample) {
    return new Sample(
        who(sample.cluster()),
        sample.keyId(),
        sample.wrapped(),
        sample.aads(),
        sample.foundAt(),
        Optional.empty(),
        sample.objects());
  }

  private static Dependent.Who who(Cluster cluster) {
    return new Dependent.Who(CLUSTER, cluster.id().toString(), cluster.name());
  }
}
