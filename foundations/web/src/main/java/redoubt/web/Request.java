package redoubt.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** A call of a route, its body read whole and bounded. */
public final class Request {
  /** Which key rings a caller may see: all of the instance, or those named. */
  public record Rings(boolean all, Set<String> named) {
    public boolean contains(String ring) {
      return all || named.contains(ring);
    }
  }

  private final String method;
  private final String path;
  private final Map<String, String> pathParameters;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final Supplier<byte[]> bodySource;
  private byte @Nullable [] body;
  private final String remoteAddress;
  private final String correlationId;
  private @Nullable Principal principal;
  private @Nullable String instance;
  private Set<Role> ringRoles = Set.of();
  private boolean ringChecked;

  /**
   * @param query decoded, in the order sent
   * @param headers names in lower case
   * @param remoteAddress address of the peer, without a port
   */
  public Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      String remoteAddress) {
    this(method, path, pathParameters, query, headers, () -> body, remoteAddress);
  }

  /** The same with a body that is read when it is asked for, after the caller was let in. */
  Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      Supplier<byte[]> bodySource,
      String remoteAddress) {
    this.method = method;
    this.path = path;
    this.pathParameters = Map.copyOf(pathParameters);
    this.query = query;
    this.headers = headers;
    this.bodySource = bodySource;
    this.remoteAddress = remoteAddress;
    this.correlationId =
        header("correlation-id")
            .filter(id -> id.matches("[A-Za-z0-9._-]{1,64}"))
            .orElseGet(() -> UUID.randomUUID().toString());
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /** A parameter of the route's path, decoded. */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  public Map<String, String> pathParameters() {
    return pathParameters;
  }

  /** First value of a query parameter. */
  public Optional<String> query(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  public Map<String, List<String>> queries() {
    return query;
  }

  /** Value of a cookie. */
  public Optional<String> cookie(String name) {
    return headers.getOrDefault("cookie", List.of()).stream()
        .flatMap(line -> java.util.Arrays.stream(line.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** First value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** Value of a header that was sent once; one that was sent twice says nothing. */
  public Optional<String> onlyHeader(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The body, whole; throws {@code web.too-large} beyond the server's limit. */
  public byte[] body() {
    byte[] read = body;
    if (read == null) {
      read = bodySource.get();
      body = read;
    }
    return read;
  }

  /** The body as JSON; throws {@code web.bad-json}. */
  public JsonNode json() {
    return Json.parse(body());
  }

  /** The body as {@code application/x-www-form-urlencoded}, first value of each name. */
  public Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    QueryString.parse(new String(body(), StandardCharsets.UTF_8))
        .forEach((name, values) -> form.put(name, values.getFirst()));
    return form;
  }

  public String remoteAddress() {
    return remoteAddress;
  }

  /** What the client sent as {@code Correlation-Id}, or a fresh one; returned with every answer. */
  public String correlationId() {
    return correlationId;
  }

  /** Who calls; only on routes that ask for a credential. */
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("the route " + method + " " + path + " is open");
    }
    return principal;
  }

  /** Who calls, once that is known; a page that tells of a failure shows it. */
  public Optional<Principal> caller() {
    return Optional.ofNullable(principal);
  }

  /** The tenant, on routes with {@link Access.Instance} or {@link Access.Ring}. */
  public String instance() {
    if (instance == null) {
      throw new IllegalStateException("the route " + method + " " + path + " has no instance");
    }
    return instance;
  }

  /**
   * On routes with {@link Access.Ring}: refuses a caller who holds none of the route's roles in
   * that ring.
   */
  public void requireRing(String ring) {
    ringChecked = true;
    if (!principal().allows(instance(), ring, ringRoles)) {
      throw forbidden();
    }
  }

  static Failure forbidden() {
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "web.forbidden",
        "The credential does not allow this action here.",
        "Ask for a role that allows it, or name another instance or key ring.");
  }

  /**
   * On routes with {@link Access.Ring}: the rings in which the caller holds one of the route's
   * roles.
   */
  public Rings visibleRings() {
    ringChecked = true;
    return new Rings(
        principal().allows(instance(), ringRoles), principal().rings(instance(), ringRoles));
  }

  void admit(Principal caller) {
    this.principal = caller;
  }

  void enter(String tenant, Set<Role> roles) {
    this.instance = tenant;
    this.ringRoles = roles;
  }

  boolean ringChecked() {
    return ringChecked;
  }
}
