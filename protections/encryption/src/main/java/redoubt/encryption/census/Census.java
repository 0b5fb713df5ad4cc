package redoubt.encryption.census;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.EnvelopeReader;
import redoubt.encryption.envelope.Opener;
import redoubt.encryption.envelope.Place;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.ObjectSink;
import redoubt.encryption.etcd.ObjectSource;
import redoubt.encryption.etcd.Scan;
import redoubt.encryption.etcd.StoredObject;

/**
 * Takes the ledger of what a source holds. Its memory depends on how many different groups there
 * are, not on how many objects, and even that is bounded: beyond {@link #MOST_GROUPS} they are
 * counted together, with their standing, so that no offender is lost.
 */
public final class Census {
  static final int MOST_GROUPS = 50_000;
  static final int MOST_LISTED = 100;

  private static final int PROGRESS = 0x3FFF;

  private final Expectation expectation;
  private final StorageKey keys;
  private final InstantSource clock;
  private final Supplier<Optional<Prover>> provers;
  private final LongConsumer progress;
  private final Optional<Witness> witness;

  private Census(
      Expectation expectation,
      StorageKey keys,
      InstantSource clock,
      Supplier<Optional<Prover>> provers,
      LongConsumer progress,
      Optional<Witness> witness) {
    this.expectation = expectation;
    this.keys = keys;
    this.clock = clock;
    this.provers = provers;
    this.progress = progress;
    this.witness = witness;
  }

  public static Census of(Expectation expectation, StorageKey keys, InstantSource clock) {
    return new Census(expectation, keys, clock, Optional::empty, count -> {}, Optional.empty());
  }

  /** Opens samples too, of what is encrypted as expected. */
  public Census proving(Opener opener, Sampling sampling) {
    return new Census(
        expectation,
        keys,
        clock,
        () -> Optional.of(new Prover(opener, sampling, MOST_LISTED)),
        progress,
        witness);
  }

  /** Says now and then how many objects were read. */
  public Census telling(LongConsumer listener) {
    return new Census(expectation, keys, clock, provers, listener, witness);
  }

  /** Shows somebody one object of each kind. */
  public Census showing(Witness who) {
    return new Census(expectation, keys, clock, provers, progress, Optional.of(who));
  }

  /**
   * Reads the whole source.
   *
   * @throws redoubt.core.Failure when it cannot be read to its end
   */
  public Report take(ObjectSource source) {
    try (Restarting tallies = new Restarting()) {
      Scan scan = source.scan(tallies);
      return tallies.current().report(scan);
    }
  }

  /** A fresh tally for every beginning. */
  private final class Restarting implements ObjectSink, AutoCloseable {
    private Tally tally = new Tally();

    Tally current() {
      return tally;
    }

    @Override
    public void begin(long revision) {
      tally.close();
      tally = new Tally();
      witness.ifPresent(Witness::begin);
    }

    @Override
    public void object(StoredObject object) {
      tally.object(object);
    }

    @Override
    public void close() {
      tally.close();
    }
  }

  private final class Tally implements AutoCloseable {
    private final EnvelopeReader reader = new EnvelopeReader();
    private final Optional<Prover> prover = provers.get();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private final Map<Group, Count> groups = new HashMap<>();
    private final List<Offender> offenders = new ArrayList<>();
    private long offending;
    private long objects;
    private String lastDirectory = "";
    private @Nullable Shelf lastShelf;

    void object(StoredObject object) {
      byte[] key = object.key().toArray(ValueLayout.JAVA_BYTE);
      int slash = lastSlash(key);
      Shelf shelf = shelf(new String(key, 0, slash, StandardCharsets.UTF_8));
      Envelope envelope = reader.read(object.value());
      Count count = shelf.count(envelope);
      if (count.objects == 0 && witness.isPresent()) {
        witness.get().first(key, object.value(), envelope);
      }
      count.objects++;
      if (count.group.isOffending()) {
        offend(key, envelope, count.group.standing());
      }
      if (prover.isPresent() && !count.group.standing().isOffending()) {
        prove(prover.get(), key, object.value(), envelope);
      }
      if ((++objects & PROGRESS) == 0) {
        progress.accept(objects);
      }
    }

    private void offend(byte[] key, Envelope envelope, Standing standing) {
      offending++;
      if (offenders.size() < MOST_LISTED) {
        offenders.add(new Offender(text(key), envelope, standing));
      }
    }

    private void prove(Prover prover, byte[] key, MemorySegment value, Envelope envelope) {
      if (envelope.format().isLocal() || envelope.format().isKms()) {
        boolean opened = prover.object(key, text(key), value, envelope);
        if (opened && witness.isPresent()) {
          witness.get().opened(key, value, envelope);
        }
      }
    }

    private static int lastSlash(byte[] key) {
      for (int i = key.length - 1; i > 0; i--) {
        if (key[i] == '/') {
          return i;
        }
      }
      return 0;
    }

    private static String text(byte[] key) {
      return new String(key, StandardCharsets.UTF_8);
    }

    private Shelf shelf(String directory) {
      if (lastShelf != null && lastDirectory.equals(directory)) {
        return lastShelf;
      }
      Shelf shelf = shelves.get(directory);
      if (shelf == null) {
        shelf = new Shelf(keys.place(directory));
        if (shelves.size() < MOST_GROUPS) {
          shelves.put(directory, shelf);
        }
      }
      lastDirectory = directory;
      lastShelf = shelf;
      return shelf;
    }

    Report report(Scan scan) {
      TreeMap<Group, Long> counts = new TreeMap<>(Group.ORDER);
      groups.forEach((group, count) -> counts.merge(group, count.objects, Long::sum));
      progress.accept(objects);
      return new Report(
          clock.instant(),
          scan,
          expectation,
          counts,
          new Listing<>(offending, offenders),
          prover.map(Prover::outcome));
    }

    @Override
    public void close() {
      prover.ifPresent(Prover::close);
    }

    /** The objects of one place. */
    private final class Shelf {
      private final Place place;
      private final boolean guarded;
      private final Map<Envelope, Count> counts = new HashMap<>();

      Shelf(Place place) {
        this.place = place;
        this.guarded = expectation.protects(place);
      }

      Count count(Envelope envelope) {
        Count count = counts.get(envelope);
        if (count == null) {
          Group group = new Group(place, envelope, expectation.standing(envelope), guarded);
          Count known = groups.get(group);
          boolean full = known == null && groups.size() >= MOST_GROUPS;
          count = full ? groups.computeIfAbsent(group.coarse(), Count::new) : known;
          if (count == null) {
            count = new Count(group);
            groups.put(group, count);
          }
          if (!full) {
            counts.put(envelope, count);
          }
        }
        return count;
      }
    }
  }

  private static final class Count {
    private final Group group;
    private long objects;

    Count(Group group) {
      this.group = group;
    }
  }
}
