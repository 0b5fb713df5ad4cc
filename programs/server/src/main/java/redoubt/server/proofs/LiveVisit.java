package redoubt.server.proofs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import redoubt.keys.proof.Answer;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Reader;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.ProvingGround.Visit;

/** Calls as users that are made when they are first needed and deleted in the end. */
final class LiveVisit implements Visit {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final ServiceUsers users;
  private final OwnListener listener;
  private final LiveGround ground;
  private final InstantSource clock;
  private final Map<Side, String> instances = new EnumMap<>(Side.class);
  private final Map<Caller, String> tokens = new HashMap<>();

  LiveVisit(ServiceUsers users, OwnListener listener, LiveGround ground, InstantSource clock) {
    this.users = users;
    this.listener = listener;
    this.ground = ground;
    this.clock = clock;
    users.sweep();
  }

  @Override
  public String instance(Side side) {
    return instances.computeIfAbsent(
        side,
        wanted ->
            users.instance(
                switch (wanted) {
                  case HOME -> "proofs";
                  case FOREIGN -> "proofs-foreign";
                }));
  }

  @Override
  public Answer call(Caller caller, Side target, Call call) {
    String own = instance(caller.side());
    String token = tokens.computeIfAbsent(caller, wanted -> users.token(own, wanted.role()));
    return listener.call(Objects.requireNonNull(token), instance(target), call);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public void await(Instant moment) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (now().isBefore(moment)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the server's time does not go on");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  @Override
  public void readDatabase(Reader reader) throws IOException {
    ground.readDatabase(reader);
  }

  @Override
  public void readFiles(Reader reader) throws IOException {
    ground.readFiles(reader);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } finally {
      users.close();
    }
  }
}
