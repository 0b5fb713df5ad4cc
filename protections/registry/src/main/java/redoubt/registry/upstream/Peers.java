package redoubt.registry.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.oci.client.RegistryClient;
import redoubt.oci.client.Retrying;
import redoubt.outward.Outside;

/**
 * The other registries. One that did not answer is left alone for a minute by who can do without.
 */
final class Peers {
  private static final int MOST_KEPT = 100;
  private static final Duration REST = Duration.ofSeconds(60);

  private final Upstreams upstreams;
  private final Outside outside;
  private final InstantSource clock;
  private final Map<UUID, RegistryClient> clients = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> resting = new ConcurrentHashMap<>();
  private final WaitingRoom waiting = new WaitingRoom();

  Peers(Upstreams upstreams, Outside outside, InstantSource clock) {
    this.upstreams = upstreams;
    this.outside = outside;
    this.clock = clock;
  }

  /** Whether the registry did not answer a moment ago. */
  boolean rests(Upstream upstream) {
    Instant until = resting.get(upstream.id());
    return until != null && clock.instant().isBefore(until);
  }

  /** Asks the registry, within the room that callers have. */
  <T> T ask(Pull pull, Function<RegistryClient, T> question) {
    return waiting.of(
        pull.namespace().instance(),
        () -> {
          try {
            T answer = question.apply(client(pull.upstream()));
            resting.remove(pull.upstream().id());
            return answer;
          } catch (Failure e) {
            if (isAway(e)) {
              bound(resting);
              resting.put(pull.upstream().id(), clock.instant().plus(REST));
            }
            throw e;
          }
        });
  }

  /**
   * What does not say anything about the image: the registry is away, or wants to be left alone.
   */
  static boolean isAway(Failure failure) {
    return failure.kind() == Failure.Kind.UNAVAILABLE || failure.kind() == Failure.Kind.TOO_MANY;
  }

  /** Where callers wait. */
  WaitingRoom waiting() {
    return waiting;
  }

  RegistryClient client(Upstream upstream) {
    bound(clients);
    return clients.computeIfAbsent(
        upstream.id(),
        _ ->
            new RegistryClient(
                outside, upstream.url(), upstreams.login(upstream), Retrying.brief(), clock));
  }

  private static void bound(Map<UUID, ?> map) {
    if (map.size() > MOST_KEPT) {
      map.clear();
    }
  }
}
