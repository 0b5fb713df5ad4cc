package redoubt.oci.client;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;
import redoubt.outward.Answer;
import redoubt.outward.HttpPeer;
import redoubt.outward.Origin;
import redoubt.outward.Outside;
import redoubt.outward.Pace;

/** Calls to one registry: shows what it wants to see, and calls again what it had no time for. */
final class Line {
  private static final Set<Integer> BUSY = Set.of(429, 500, 502, 503, 504);

  private final Outside outside;
  private final URI registry;
  private final Tokens tokens;
  private final Retrying retrying;
  private final InstantSource clock;
  private volatile boolean signatures;

  Line(
      Outside outside,
      URI registry,
      Optional<Login> login,
      Retrying retrying,
      InstantSource clock) {
    Origin origin = Origin.of(registry).orElseThrow(ClientFailures::badAddress);
    String path = registry.getRawPath() == null ? "" : registry.getRawPath();
    if (!(path.isEmpty() || path.equals("/"))
        || registry.getRawQuery() != null
        || registry.getRawFragment() != null) {
      throw ClientFailures.badAddress();
    }
    this.outside = outside;
    this.registry = URI.create(origin.toString());
    this.tokens = new Tokens(outside, origin, login, clock);
    this.retrying = retrying;
    this.clock = clock;
  }

  /**
   * A question to the registry.
   *
   * @param path with its query
   * @param most bytes of the answer's body
   * @param whole time for the answer
   */
  record Ask(
      String method,
      RepositoryName repository,
      String path,
      Map<String, String> headers,
      long most,
      Duration whole) {}

  /** How a call came out. */
  private sealed interface Outcome<T> {
    record Heard<T>(@Nullable T result) implements Outcome<T> {}

    record Challenged<T>(Optional<Challenge> challenge, boolean near) implements Outcome<T> {}

    record Busy<T>(int status, Optional<Duration> asked) implements Outcome<T> {}
  }

  /** A wrong in what the caller does with an answer, which is no reason to call again. */
  static final class Own extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException why;

    Own(IOException why) {
      super(why);
      this.why = why;
    }

    IOException why() {
      return why;
    }
  }

  /**
   * Asks until there is an answer that is neither busy nor a challenge.
   *
   * @throws Failure when there is none
   */
  <T> T ask(Ask ask, HttpPeer.Listener<T> listener) {
    String scope = "repository:" + ask.repository() + ":pull";
    int challenged = 0;
    for (int made = 1; ; ) {
      Optional<String> shown = tokens.authorization(scope);
      try {
        Outcome<T> outcome =
            outside.ask(
                question(ask, shown),
                ask.most(),
                new Pace(Deadline.in(ask.whole()), retrying.silence(), retrying.silence()),
                answer -> outcome(answer, listener));
        switch (outcome) {
          case Outcome.Heard<T>(T result) -> {
            return result;
          }
          case Outcome.Challenged<T>(Optional<Challenge> challenge, boolean near) -> {
            if (++challenged > 2
                || !tokens.answer(
                    challenge.orElseThrow(ClientFailures::denied), near, scope, shown)) {
              throw ClientFailures.denied();
            }
          }
          case Outcome.Busy<T>(int status, Optional<Duration> asked) -> {
            if (!retrying.again(made++, asked)) {
              throw status == 429 ? ClientFailures.throttles() : ClientFailures.failing(status);
            }
          }
        }
      } catch (HttpPeer.TooLong e) {
        throw ClientFailures.oddAnswer("it is longer than it may be");
      } catch (Outside.BadRedirect e) {
        throw ClientFailures.oddAnswer("it leads where none may lead");
      } catch (HttpPeer.Unprotected e) {
        throw ClientFailures.unreachable(e);
      } catch (HttpPeer.Late e) {
        made = Math.max(made, retrying.tries() - 1);
        if (!retrying.again(made++, Optional.empty())) {
          throw ClientFailures.tooSlow();
        }
      } catch (IOException e) {
        if (!retrying.again(made++, Optional.empty())) {
          throw ClientFailures.unreachable(e);
        }
      }
    }
  }

  /** Whether an answer said that there may be signatures beside images. */
  boolean hasSignatures() {
    return signatures;
  }

  private <T> Outcome<T> outcome(Answer answer, HttpPeer.Listener<T> listener) throws IOException {
    if (answer.first("x-registry-supports-signatures").filter("1"::equals).isPresent()) {
      signatures = true;
    }
    if (answer.status() == 401) {
      return new Outcome.Challenged<>(
          Challenge.of(answer.all("www-authenticate")), outside.isNear(answer));
    }
    if (BUSY.contains(answer.status())) {
      return new Outcome.Busy<>(
          answer.status(), Retrying.asked(answer.first("retry-after"), clock));
    }
    return new Outcome.Heard<>(listener.hear(answer));
  }

  private Outside.Question question(Ask ask, Optional<String> shown) {
    Map<String, String> headers = new LinkedHashMap<>(ask.headers());
    headers.put("User-Agent", "redoubt");
    return new Outside.Question(
        ask.method(), registry.resolve(ask.path()), headers, shown, new byte[0], true);
  }

  /** What an answer that is no success comes to. */
  static Failure refused(int status) {
    return switch (status) {
      case 404 -> ClientFailures.notThere();
      case 403 -> ClientFailures.denied();
      default -> ClientFailures.oddAnswer("its status is " + status);
    };
  }
}
