package redoubt.keys.testing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import redoubt.keys.shred.Dependent;
import redoubt.keys.shred.Dependents;
import redoubt.keys.shred.Outage;
import redoubt.keys.shred.Reading;
import redoubt.keys.shred.Sample;

/** Another room, which says of every key what a test told it. */
public final class ToldDependents implements Dependents {
  public final List<Dependent> dependents = new CopyOnWriteArrayList<>();
  public final List<Outage> outages = new CopyOnWriteArrayList<>();
  public final List<Reading> readings = new CopyOnWriteArrayList<>();
  public final List<Sample> samples = new CopyOnWriteArrayList<>();

  /** What happens when samples are asked for. */
  public final AtomicReference<Runnable> asked = new AtomicReference<>(() -> {});

  @Override
  public List<Dependent> of(String tenant, UUID key) {
    return List.copyOf(dependents);
  }

  @Override
  public List<Outage> outages(String tenant, UUID key, Instant from, Optional<Instant> back) {
    return List.copyOf(outages);
  }

  @Override
  public List<Reading> read(String tenant, UUID key) {
    return List.copyOf(readings);
  }

  @Override
  public List<Sample> samples(String tenant, UUID key) {
    asked.get().run();
    return List.copyOf(samples);
  }
}
