package redoubt.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import redoubt.identity.sql.ApiKeyRows;
import redoubt.identity.sql.EndedTokenRows;
import redoubt.identity.sql.GrantRows;
import redoubt.identity.sql.UserRows;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Grant;
import redoubt.web.Principal;

/**
 * What the holders of API keys may do. Remembered for at most a minute, and only as long as the
 * change feed is live; what a change hits is forgotten at once on every server.
 */
final class Principals {
  static final String TOPIC = "identity.principals";

  /** In place of a user's id: everybody. */
  static final String ALL = "*";

  private static final int MOST = 10_000;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** A live API key, whom it signs in, and the ids of its tokens that were ended. */
  record Known(Principal principal, ApiKey apiKey, Set<String> ended) {}

  private record Remembered(Known known, Instant at) {}

  private final Database database;
  private final ChangeFeed feed;
  private final InstantSource clock;
  private final ConcurrentMap<String, Remembered> byApiKey = new ConcurrentHashMap<>();
  private final Object guard = new Object();
  // Counts what was forgotten, so that what was read before a change is not remembered after it.
  private long forgotten;

  Principals(Database database, ChangeFeed feed, InstantSource clock) {
    this.database = database;
    this.feed = feed;
    this.clock = clock;
    feed.subscribe(TOPIC, this::forget, () -> forget(ALL));
  }

  /** Empty when there is no such API key any more. */
  Optional<Known> find(String apiKey) {
    if (!feed.isLive()) {
      return read(apiKey);
    }
    Instant now = clock.instant();
    Remembered remembered = byApiKey.get(apiKey);
    if (remembered != null
        && !now.isBefore(remembered.at())
        && now.isBefore(remembered.at().plus(LONGEST))) {
      return Optional.of(remembered.known());
    }
    long before;
    synchronized (guard) {
      before = forgotten;
    }
    Optional<Known> known = read(apiKey);
    synchronized (guard) {
      if (before == forgotten && known.isPresent()) {
        if (byApiKey.size() >= MOST) {
          byApiKey.clear();
        }
        byApiKey.put(apiKey, new Remembered(known.get(), now));
      }
    }
    return known;
  }

  /** What users are called, by id; those are missing that are none. */
  Map<String, String> names(Set<String> users) {
    List<String> ids = users.stream().filter(Names::isId).toList();
    return ids.isEmpty() ? Map.of() : database.read(handle -> UserRows.names(handle, ids));
  }

  /** Forgets a user, or {@link #ALL}. */
  void forget(String user) {
    synchronized (guard) {
      forgotten++;
      if (user.equals(ALL)) {
        byApiKey.clear();
      } else {
        byApiKey
            .values()
            .removeIf(remembered -> remembered.known().principal().user().equals(user));
      }
    }
  }

  private Optional<Known> read(String apiKey) {
    return database.read(handle ->
        ApiKeyRows.find(handle, apiKey)
            .flatMap(key ->
                UserRows.find(handle, key.user())
                    .map(user -> {
                      List<Grant> grants = new ArrayList<>();
                      if (user.administrator()) {
                        grants.add(Grant.administrator());
                      }
                      GrantRows.of(handle, user.id()).forEach(grant -> grants.add(grant.grant()));
                      return new Known(
                          new Principal(user.id(), apiKey, grants, user.service()),
                          key,
                          EndedTokenRows.of(handle, apiKey));
                    })));
  }
}
