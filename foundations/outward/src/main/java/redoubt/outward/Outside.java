package redoubt.outward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import redoubt.core.Outward;

/**
 * Calls to URLs that somebody named. Plain HTTP goes to this machine, or to hosts that are named as
 * insecure. Redirects are followed only where the call says so, each hop under the same guard: from
 * a public network none leads into a private one or to this machine, none leads from TLS to plain
 * HTTP, and a credential never goes to another origin than the one that it was given for. May be
 * used by several threads.
 */
public final class Outside implements AutoCloseable {
  private static final int MOST_HOPS = 5;
  private static final int MOST_KEPT = 64;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Outward outward;
  private final SSLContext tls;
  private final Set<String> insecure;
  private final Predicate<InetAddress> near;
  private final Map<Way, HttpPeer> kept = new ConcurrentHashMap<>();

  private record Way(Origin origin, Outward outward) {}

  /**
   * A question.
   *
   * @param authorization value of that header, for the origin of this URL alone
   * @param body empty for none
   * @param follow whether redirects are followed, which takes a GET or HEAD
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Question(
      String method,
      URI uri,
      Map<String, String> headers,
      Optional<String> authorization,
      byte[] body,
      boolean follow) {
    public static Question get(URI uri) {
      return new Question("GET", uri, Map.of(), Optional.empty(), new byte[0], false);
    }

    /** Without headers and body. */
    @Override
    public String toString() {
      return method + " " + Origin.of(uri).map(Origin::toString).orElse("nowhere");
    }
  }

  /** A redirect that is not followed: too many, or to where none may lead. */
  public static final class BadRedirect extends IOException {
    private static final long serialVersionUID = 1;

    BadRedirect(String why) {
      super(why);
    }
  }

  /**
   * @param insecure hosts, or {@code host:port}, that are spoken to without TLS
   */
  public Outside(Outward outward, SSLContext tls, Set<String> insecure) {
    this(outward, tls, insecure, Outward::isNear);
  }

  /**
   * @param near which addresses are of this machine or of private networks
   */
  Outside(Outward outward, SSLContext tls, Set<String> insecure, Predicate<InetAddress> near) {
    this.near = near;
    this.outward = outward;
    this.tls = tls;
    this.insecure = Set.copyOf(insecure);
  }

  private sealed interface Step<T> {
    record Done<T>(@Nullable T result) implements Step<T> {}

    record Onward<T>(String location, boolean near) implements Step<T> {}
  }

  /**
   * Asks, and hands the answer to the listener as it comes.
   *
   * @param most bytes of the answer's body
   * @throws AddressRefused when it leads where nobody is to be called
   * @throws HttpPeer.Late when it took too long
   * @throws HttpPeer.TooLong when the listener wanted more than that
   * @throws BadRedirect when it is redirected to where it may not be
   * @throws IOException when there is no answer
   */
  public <T extends @Nullable Object> T ask(
      Question question, long most, Pace pace, HttpPeer.Listener<T> listener) throws IOException {
    return ask(outward, question, most, pace, listener);
  }

  /**
   * The same of public networks alone: for where somebody in one of them sends, in another way than
   * by a redirect.
   */
  public <T extends @Nullable Object> T askPublic(
      Question question, long most, Pace pace, HttpPeer.Listener<T> listener) throws IOException {
    return ask(Outward.PUBLIC_MACHINES, question, most, pace, listener);
  }

  /** Whether an answer came from this machine or from a private network. */
  public boolean isNear(Answer answer) {
    return near.test(answer.from());
  }

  private <T extends @Nullable Object> T ask(
      Outward from, Question question, long most, Pace pace, HttpPeer.Listener<T> listener)
      throws IOException {
    boolean follows = question.follow() && question.body().length == 0;
    Optional<String> authorization = question.authorization();
    URI uri = question.uri();
    Outward allowed = from;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      boolean first = hop == 0;
      Step<T> step =
          at(
              uri,
              allowed,
              call(question, uri, authorization),
              most,
              pace,
              answer ->
                  follows && REDIRECTS.contains(answer.status())
                      ? new Step.Onward<>(
                          answer.first("location").orElse(""), near.test(answer.from()))
                      : new Step.Done<>(listener.hear(asked(answer, first))));
      switch (step) {
        case Step.Done<T>(T result) -> {
          return result;
        }
        case Step.Onward<T>(String location, boolean near) -> {
          URI next = next(uri, location);
          if (!near) {
            allowed = Outward.PUBLIC_MACHINES;
          }
          if (!Origin.of(next).equals(Origin.of(uri))) {
            authorization = Optional.empty();
          }
          uri = next;
        }
      }
    }
    throw new BadRedirect("more redirects than are followed");
  }

  /** Who wants to see a credential may be another one than it is for. */
  private static Answer asked(Answer answer, boolean first) throws BadRedirect {
    if (!first && answer.status() == 401) {
      throw new BadRedirect("a redirect to who wants a credential");
    }
    return answer;
  }

  private static URI next(URI from, String location) throws BadRedirect {
    try {
      URI next = from.resolve(URI.create(location));
      Origin origin =
          Origin.of(next).orElseThrow(() -> new BadRedirect("a redirect to no URL of HTTP"));
      if (location.isEmpty() || (!origin.secure() && "https".equalsIgnoreCase(from.getScheme()))) {
        throw new BadRedirect("a redirect from TLS to what everybody can read");
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw new BadRedirect("a redirect to no URL");
    }
  }

  private static HttpPeer.Call call(Question question, URI uri, Optional<String> authorization) {
    Map<String, String> headers = new LinkedHashMap<>(question.headers());
    authorization.ifPresent(value -> headers.put("Authorization", value));
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new HttpPeer.Call(
        question.method(),
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
        headers,
        question.body());
  }

  private <T> T at(
      URI uri,
      Outward allowed,
      HttpPeer.Call call,
      long most,
      Pace pace,
      HttpPeer.Listener<T> listener)
      throws IOException {
    Origin origin = Origin.of(uri).orElseThrow(() -> new IOException("no URL of HTTP"));
    if (!call.path().matches("/[!-~]*")) {
      throw new IOException("no path of HTTP");
    }
    Way way = new Way(origin, allowed);
    if (kept.size() >= MOST_KEPT && !kept.containsKey(way)) {
      try (HttpPeer once = peer(way)) {
        return once.ask(call, most, pace, listener);
      }
    }
    return kept.computeIfAbsent(way, this::peer).ask(call, most, pace, listener);
  }

  private HttpPeer peer(Way way) {
    Origin origin = way.origin();
    return new HttpPeer(
        way.outward(),
        new HttpPeer.Target(origin.host(), origin.port(), origin.host(), origin.way(insecure)),
        tls);
  }

  /** Calls under way fail. */
  @Override
  public void close() {
    kept.values().forEach(HttpPeer::close);
    kept.clear();
  }
}
