package redoubt.encryption.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.outward.TookTooLong;
import redoubt.kms.proto.Malformed;

/**
 * A running etcd, read page by page at one revision, so that the objects are those of one moment
 * although others go on writing. When a member is lost the next one goes on where it stopped; when
 * the revision is compacted away, reading begins anew at a newer one. Only reads.
 */
public final class LiveEtcd implements ObjectSource {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_RESTARTS = 5;
  private static final int ROUNDS = 3;
  private static final long PAUSE_NANOS = 300_000_000;
  private static final long FIRST_PAGE = 256;
  private static final long LARGEST_PAGE = 4096;

  /** What a page should have, in bytes: large enough to be fast, small enough for the memory. */
  private static final long PAGE_BYTES = 4 << 20;

  /** Every key: from the least one on, and without end. */
  private static final byte[] ALL = {0};

  private final EtcdAddress address;
  private final List<EtcdMember> members = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Deadline deadline;
  private int current;
  private Optional<Long> cluster = Optional.empty();

  private LiveEtcd(EtcdAddress address, Deadline deadline) {
    this.address = address;
    this.deadline = deadline;
  }

  /**
   * Connects when it is first asked.
   *
   * @param deadline of the whole reading; an etcd may go on answering for ever
   */
  public static LiveEtcd at(EtcdAddress address, Outward outward, Deadline deadline) {
    return at(address, outward, deadline, PATIENCE);
  }

  static LiveEtcd at(EtcdAddress address, Outward outward, Deadline deadline, Duration patience) {
    LiveEtcd etcd = new LiveEtcd(address, deadline);
    try {
      for (URI endpoint : address.endpoints()) {
        etcd.members.add(new EtcdMember(endpoint, address, outward, patience, deadline));
      }
      return etcd;
    } catch (Failure e) {
      etcd.close();
      throw e;
    }
  }

  @Override
  public Scan scan(ObjectSink sink) {
    for (int restarts = 0; restarts < MOST_RESTARTS; restarts++) {
      try {
        long revision = read(sink);
        return new Scan("etcd", address.text(), revision, Optional.empty(), notes);
      } catch (Compacted e) {
        note("etcd compacted the revision away while it was read; the reading began anew.");
      }
    }
    throw EtcdFailures.compacting(MOST_RESTARTS);
  }

  private long read(ObjectSink sink) {
    byte[] from = ALL;
    long revision = 0;
    long limit = FIRST_PAGE;
    while (true) {
      if (deadline.isOver()) {
        throw new TookTooLong("etcd");
      }
      RangeRequest request = new RangeRequest(from, ALL, limit, revision);
      byte[] bytes;
      try {
        bytes = ask(request);
      } catch (PageTooLarge e) {
        if (limit == 1) {
          throw EtcdFailures.tooLarge();
        }
        limit = Math.max(1, limit / 8);
        continue;
      }
      RangeAnswer page = RangeAnswer.decode(bytes, request);
      checkCluster(page);
      if (revision == 0) {
        revision = page.revision();
        sink.begin(revision);
      }
      for (KeyValue pair : page.pairs()) {
        sink.object(new StoredObject(pair.key(), pair.value(), pair.modRevision()));
      }
      if (!page.more() || page.pairs().isEmpty()) {
        return revision;
      }
      from = after(page.pairs().getLast().key().toArray(ValueLayout.JAVA_BYTE), from);
      long fitting = PAGE_BYTES * page.pairs().size() / Math.max(1, bytes.length);
      limit = Math.clamp(fitting, 1, Math.min(LARGEST_PAGE, 2 * limit));
    }
  }

  /** The least key that is greater; a server that does not move on would be asked for ever. */
  private static byte[] after(byte[] key, byte[] from) {
    if (Arrays.compareUnsigned(key, from) < 0) {
      throw EtcdFailures.damaged("its keys are not in order", new Malformed("order"));
    }
    return Arrays.copyOf(key, key.length + 1);
  }

  private void checkCluster(RangeAnswer page) {
    if (cluster.isPresent() && cluster.get() != page.cluster()) {
      throw EtcdFailures.otherCluster();
    }
    cluster = Optional.of(page.cluster());
  }

  private byte[] ask(RangeRequest request) {
    StatusRuntimeException last = null;
    for (int attempt = 0; attempt < ROUNDS * members.size(); attempt++) {
      if (attempt > 0 && attempt % members.size() == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      try {
        return members.get(current).range(request);
      } catch (StatusRuntimeException e) {
        last = e;
        EtcdFailures.refuseOrLate(e, deadline);
        judge(e.getStatus());
        if (members.size() > 1) {
          note("The member " + address.endpoints().get(current) + " did not answer.");
        }
        current = (current + 1) % members.size();
      }
    }
    throw EtcdFailures.unreachable(EtcdFailures.reason(last), last);
  }

  /** Returns when another member may know better. */
  private static void judge(Status status) {
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    switch (status.getCode()) {
      case OUT_OF_RANGE -> {
        if (text.contains("compacted")) {
          throw new Compacted();
        }
      }
      case RESOURCE_EXHAUSTED -> {
        if (!text.contains("too many requests")) {
          throw new PageTooLarge();
        }
      }
      case UNAUTHENTICATED, PERMISSION_DENIED -> throw EtcdFailures.denied(status.getCode().name());
      case INVALID_ARGUMENT -> {
        if (text.contains("user name is empty") || text.contains("auth")) {
          throw EtcdFailures.denied("it wants a user");
        }
      }
      default -> {}
    }
  }

  private void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  @Override
  public void close() {
    members.forEach(EtcdMember::close);
  }

  private abstract static sealed class Signal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Signal(String message) {
      super(message, null, false, false);
    }
  }

  private static final class Compacted extends Signal {
    private static final long serialVersionUID = 1;

    Compacted() {
      super("compacted");
    }
  }

  private static final class PageTooLarge extends Signal {
    private static final long serialVersionUID = 1;

    PageTooLarge() {
      super("too large");
    }
  }
}
