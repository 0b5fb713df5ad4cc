package redoubt.oci.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redoubt.core.Deadline;
import redoubt.outward.HttpPeer;
import redoubt.outward.Origin;
import redoubt.outward.Outside;
import redoubt.outward.Pace;

/**
 * Shows a registry what it wants to see (Docker's token authentication; reference of the scopes:
 * distribution, "Token Scope Documentation"). Who gives tokens is told the password only where
 * {@link Login} allows it; elsewhere a token is asked for without.
 */
final class Tokens {
  private static final int LONGEST = 64 << 10;
  private static final int MOST = 200;
  private static final Duration LEAST_LIFE = Duration.ofSeconds(60);
  private static final Duration MOST_LIFE = Duration.ofHours(1);
  private static final Duration SPARE = Duration.ofSeconds(10);

  /** Hosts of tokens that belong to a registry by what its owner publishes. */
  private static final Map<String, String> KNOWN = Map.of("registry-1.docker.io", "auth.docker.io");

  private final Outside outside;
  private final Origin registry;
  private final Optional<Login> login;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final Map<String, ReentrantLock> flights = new LinkedHashMap<>();
  private boolean basic;

  private static final class Kept {
    private final String header;
    private final Instant until;

    Kept(String header, Instant until) {
      this.header = header;
      this.until = until;
    }
  }

  Tokens(Outside outside, Origin registry, Optional<Login> login, InstantSource clock) {
    this.outside = outside;
    this.registry = registry;
    this.login = login;
    this.clock = clock;
  }

  /** What is shown with a call of a scope, as far as it is known. */
  Optional<String> authorization(String scope) {
    lock.lock();
    try {
      if (basic) {
        return login.map(Login::basic);
      }
      Kept token = kept.get(scope);
      return token == null || !clock.instant().isBefore(token.until)
          ? Optional.empty()
          : Optional.of(token.header);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gets what a registry asked for; one caller of a scope at a time, the others find it got.
   *
   * @param near whether it asked from this machine or a private network; else it sends into none
   * @param shown with the call that was refused
   * @return whether there is something else to show now
   */
  boolean answer(Challenge challenge, boolean near, String scope, Optional<String> shown)
      throws IOException {
    ReentrantLock alone = flight(scope);
    alone.lock();
    try {
      Optional<String> present = authorization(scope);
      if (present.isPresent() && !present.equals(shown)) {
        return true;
      }
      return switch (challenge) {
        case Challenge.Basic() -> {
          isBasic(login.isPresent());
          yield login.isPresent() && !login.map(Login::basic).equals(shown);
        }
        case Challenge.Bearer bearer -> {
          isBasic(false);
          fetch(bearer, near, scope);
          yield true;
        }
      };
    } finally {
      alone.unlock();
    }
  }

  /** Held while a token of the scope is asked for; calls that have one do not wait for it. */
  private ReentrantLock flight(String scope) {
    lock.lock();
    try {
      if (flights.size() >= MOST) {
        flights.clear();
      }
      return flights.computeIfAbsent(scope, _ -> new ReentrantLock());
    } finally {
      lock.unlock();
    }
  }

  private void isBasic(boolean wanted) {
    lock.lock();
    try {
      basic = wanted;
    } finally {
      lock.unlock();
    }
  }

  private void fetch(Challenge.Bearer bearer, boolean near, String scope) throws IOException {
    URI realm = realm(bearer, scope);
    Origin origin = Origin.of(realm).orElseThrow(() -> ClientFailures.oddAnswer("a realm"));
    boolean trusted = mayBeTold(origin);
    if (!origin.secure() && registry.secure()) {
      throw ClientFailures.realmRefused(origin.toString());
    }
    Outside.Question question =
        new Outside.Question(
            "GET",
            realm,
            Map.of("Accept", "application/json", "User-Agent", "redoubt"),
            trusted ? login.map(Login::basic) : Optional.empty(),
            new byte[0],
            false);
    Pace pace =
        new Pace(
            Deadline.in(Duration.ofSeconds(30)), Duration.ofSeconds(15), Duration.ofSeconds(15));
    HttpPeer.Listener<Integer> listener =
        answer -> {
          if (answer.status() == 200) {
            keep(scope, SmallJson.scalars(answer.body().readAllBytes()));
          }
          return answer.status();
        };
    int status =
        near || origin.equals(registry)
            ? outside.ask(question, LONGEST, pace, listener)
            : outside.askPublic(question, LONGEST, pace, listener);
    if (status != 200) {
      if (login.isPresent() && !trusted) {
        throw ClientFailures.realmRefused(origin.toString());
      }
      throw switch (status) {
        case 401, 403, 404 -> ClientFailures.denied();
        case 429 -> ClientFailures.throttles();
        default -> ClientFailures.failing(status);
      };
    }
  }

  private void keep(String scope, Map<String, String> answer) throws IOException {
    @Nullable String text = answer.getOrDefault("token", answer.get("access_token"));
    if (text == null || !text.matches("[!-~]{1,16384}")) {
      throw new IOException("no token");
    }
    String life = answer.getOrDefault("expires_in", "60");
    Duration claimed = Duration.ofSeconds(life.matches("[0-9]{1,9}") ? Long.parseLong(life) : 60);
    Duration at = claimed.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : claimed;
    Duration used = (at.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : at).minus(SPARE);
    lock.lock();
    try {
      if (kept.size() >= MOST) {
        kept.clear();
      }
      kept.put(scope, new Kept("Bearer " + text, clock.instant().plus(used)));
    } finally {
      lock.unlock();
    }
  }

  /** The scope that is asked for is that of the call, whatever the registry would have. */
  private URI realm(Challenge.Bearer bearer, String scope) {
    try {
      URI realm = URI.create(bearer.realm());
      StringBuilder url = new StringBuilder(bearer.realm());
      url.append(realm.getRawQuery() == null ? '?' : '&').append("scope=");
      url.append(escaped(scope));
      bearer.service().ifPresent(service -> url.append("&service=").append(escaped(service)));
      return URI.create(url.toString());
    } catch (IllegalArgumentException e) {
      throw ClientFailures.oddAnswer("a realm that is no URL");
    }
  }

  private boolean mayBeTold(Origin origin) {
    if (login.isEmpty()) {
      return true;
    }
    boolean own = origin.host().equals(registry.host()) && origin.secure() == registry.secure();
    Set<String> named = login.get().realms();
    return own
        || (origin.secure()
            && (origin.host().equals(KNOWN.get(registry.host()))
                || named.contains(origin.host())
                || named.contains(origin.host() + ":" + origin.port())));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
