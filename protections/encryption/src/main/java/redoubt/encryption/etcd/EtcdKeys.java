package redoubt.encryption.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;
import redoubt.kms.proto.ProtoWriter;

/**
 * Single keys of a running etcd, read, written and deleted. Whatever begins otherwise than it was
 * told to is refused before etcd is asked, so that nobody else's key can be touched.
 */
public final class EtcdKeys implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long MOST_NAMES = 10_000;

  private final List<EtcdMember> members = new ArrayList<>();
  private final List<String> beginnings;
  private final Deadline deadline;

  private EtcdKeys(List<String> beginnings, Deadline deadline) {
    this.beginnings = List.copyOf(beginnings);
    this.deadline = deadline;
  }

  /**
   * @param deadline for all calls together
   * @param beginnings of the keys that may be touched
   */
  public static EtcdKeys at(
      EtcdAddress address, Outward outward, Deadline deadline, List<String> beginnings) {
    EtcdKeys keys = new EtcdKeys(beginnings, deadline);
    try {
      for (URI endpoint : address.endpoints()) {
        keys.members.add(new EtcdMember(endpoint, address, outward, PATIENCE, deadline));
      }
      return keys;
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  /** The newest value, read through a majority of the members. */
  public Optional<byte[]> read(String key) {
    RangeRequest request = new RangeRequest(checked(key), new byte[0], 1, 0);
    return range(request).pairs().stream()
        .filter(pair -> Arrays.equals(pair.key().toArray(ValueLayout.JAVA_BYTE), request.from()))
        .findFirst()
        .map(pair -> pair.value().toArray(ValueLayout.JAVA_BYTE));
  }

  public void write(String key, byte[] value) {
    byte[] request = new ProtoWriter().bytes(1, checked(key)).bytes(2, value).message();
    ask(member -> {
      member.put(request);
      return request;
    });
  }

  /** Idempotent. */
  public void delete(String key) {
    byte[] request = new ProtoWriter().bytes(1, checked(key)).message();
    ask(member -> {
      member.delete(request);
      return request;
    });
  }

  /** Keys that begin so, at most ten thousand, in their order. */
  public List<String> names(String beginning) {
    byte[] from = checked(beginning);
    byte[] end = from.clone();
    end[end.length - 1]++;
    RangeRequest request = new RangeRequest(from, end, MOST_NAMES, 0);
    return range(request).pairs().stream()
        .map(pair -> new String(pair.key().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
        .toList();
  }

  /**
   * Hands over, piece by piece, what {@code etcdctl snapshot save} would write: the database of one
   * member and its SHA-256.
   *
   * @param atMost after which it is given up
   * @throws redoubt.core.Failure when it does not come to its end
   */
  public void snapshot(Consumer<MemorySegment> each, Duration atMost) {
    try {
      members.getFirst().snapshot(message -> each.accept(blob(message)), atMost);
    } catch (StatusRuntimeException e) {
      EtcdFailures.refuseOrLate(e, deadline);
      throw EtcdFailures.unreachable("the snapshot broke off", e);
    }
  }

  /** The third field of a {@code SnapshotResponse}. */
  private static MemorySegment blob(byte[] message) {
    try {
      ProtoReader reader = new ProtoReader(MemorySegment.ofArray(message));
      for (int field = reader.next(); field != 0; field = reader.next()) {
        if (field == 3) {
          return reader.bytes();
        }
        reader.skip();
      }
      return MemorySegment.ofArray(new byte[0]);
    } catch (Malformed e) {
      throw EtcdFailures.damaged(e.rule(), e);
    }
  }

  private byte[] checked(String key) {
    if (beginnings.stream().noneMatch(key::startsWith)) {
      throw new IllegalArgumentException("not a key that may be touched: " + key);
    }
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] ask(Function<EtcdMember, byte[]> question) {
    StatusRuntimeException last = null;
    for (EtcdMember member : members) {
      try {
        return question.apply(member);
      } catch (StatusRuntimeException e) {
        EtcdFailures.refuseOrLate(e, deadline);
        Status.Code code = e.getStatus().getCode();
        if (code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED) {
          throw EtcdFailures.denied(code.name());
        }
        last = e;
      }
    }
    throw EtcdFailures.unreachable(EtcdFailures.reason(last), last);
  }

  private RangeAnswer range(RangeRequest request) {
    return RangeAnswer.decode(ask(member -> member.range(request)), request);
  }

  @Override
  public void close() {
    members.forEach(EtcdMember::close);
  }
}
