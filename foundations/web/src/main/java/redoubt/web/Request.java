package redoubt.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** A call of a route. */
public final class Request {
  /** Which key rings a caller may see: all of the instance, or those named. */
  public record Rings(boolean all, Set<String> named) {
    public boolean contains(String ring) {
      return all || named.contains(ring);
    }
  }

  private final Call call;
  private final Map<String, String> pathParameters;
  private final Map<String, List<String>> query;
  private final BodyRule bodyRule;
  private byte @Nullable [] body;
  private final String correlationId;
  private String concern = "";
  private Function<Set<String>, Map<String, String>> names = _ -> Map.of();
  private @Nullable Principal principal;
  private @Nullable String instance;
  private Set<Role> roles = Set.of();
  private Runnable instanceChecks = () -> {};
  private boolean checked;

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
    this(
        new Call(method, path, "", headers, Body.of(body), remoteAddress, true),
        pathParameters,
        query,
        BodyRule.USUAL);
  }

  /** The same with a body that is read when it is asked for, after the caller was let in. */
  Request(
      Call call,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      BodyRule bodyRule) {
    this.call = call;
    this.pathParameters = Map.copyOf(pathParameters);
    this.query = query;
    this.bodyRule = bodyRule;
    this.correlationId =
        header("correlation-id")
            .filter(id -> id.matches("[A-Za-z0-9._-]{1,64}"))
            .orElseGet(() -> UUID.randomUUID().toString());
  }

  public String method() {
    return call.method();
  }

  public String path() {
    return call.path();
  }

  /**
   * Scheme, host and port as the client named them, such as {@code https://host:8443}; what the
   * server is called outside, if that is known and the client names another host than this machine.
   * Empty when it names no host, or more than one.
   */
  public Optional<String> origin() {
    return onlyHeader("host")
        .filter(host -> host.matches("[A-Za-z0-9._:\\[\\]-]{1,255}"))
        .map(host ->
            call.publicOrigin()
                .filter(_ -> !ThisMachine.isNamed(host))
                .orElse((call.secure() ? "https://" : "http://") + host));
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
    return call.headers().getOrDefault("cookie", List.of()).stream()
        .flatMap(line -> java.util.Arrays.stream(line.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** First value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    List<String> values = call.headers().get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** Value of a header that was sent once; one that was sent twice says nothing. */
  public Optional<String> onlyHeader(String name) {
    List<String> values = call.headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The body, whole; throws {@code web.too-large} beyond the route's limit. */
  public byte[] body() {
    byte[] read = body;
    if (read == null) {
      if (!(bodyRule instanceof BodyRule.Whole whole)) {
        throw new IllegalStateException("the route " + call.method() + " streams its body");
      }
      read = call.body().whole(whole);
      body = read;
    }
    return read;
  }

  /**
   * Hands the body on as it comes, on routes with {@link BodyRule.Streamed}; once.
   *
   * @return bytes handed on
   * @throws Failure {@code web.too-large}; {@code web.incomplete} when the client broke off or was
   *     too slow, after all that came was handed on
   * @throws IOException from the sink alone
   */
  public long stream(Body.Sink sink) throws IOException {
    if (!(bodyRule instanceof BodyRule.Streamed streamed)) {
      throw new IllegalStateException("the route " + call.method() + " reads its body whole");
    }
    return call.body().stream(streamed, sink);
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
    return call.remoteAddress();
  }

  /** Says what the call is about, where its path does not: a refusal is recorded with it. */
  public void concerns(String what) {
    this.concern = what;
  }

  /** What the call is about as far as the handler has said, else what its path names. */
  public String concern() {
    if (!concern.isEmpty()) {
      return concern;
    }
    String name = pathParameters.get("name");
    if (name != null) {
      String reference = pathParameters.getOrDefault("reference", "");
      return reference.isEmpty() ? name : name + (reference.contains(":") ? "@" : ":") + reference;
    }
    return pathParameters.entrySet().stream()
        .filter(parameter -> !parameter.getKey().equals("instance"))
        .min(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse("");
  }

  /** What the client sent as {@code Correlation-Id}, or a fresh one; returned with every answer. */
  public String correlationId() {
    return correlationId;
  }

  /** Who calls; only on routes that ask for a credential. */
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("the route " + method() + " " + path() + " is open");
    }
    return principal;
  }

  /** Who calls, once that is known; a page that tells of a failure shows it. */
  public Optional<Principal> caller() {
    return Optional.ofNullable(principal);
  }

  /**
   * The tenant, on routes with {@link Access.Instance} or {@link Access.Ring}, and once {@link
   * #requirePart} has found it.
   */
  public String instance() {
    if (instance == null) {
      throw new IllegalStateException("the route " + method() + " " + path() + " has no instance");
    }
    return instance;
  }

  /**
   * On routes with {@link Access.Ring}: refuses a caller who holds none of the route's roles in
   * that ring.
   */
  public void requireRing(String ring) {
    checked = true;
    if (!principal().allows(instance(), Part.ring(ring), roles)) {
      throw forbidden();
    }
  }

  /**
   * On routes with {@link Access.Part}: refuses a caller who holds none of the route's roles in
   * that part of the instance, and whom the rules of the instance keep out.
   *
   * @param tenant empty when there is no such part, which is refused as a foreign one is
   * @param openToAll whether everybody may read there; a route that is not for readers asks for a
   *     role all the same
   */
  public void requirePart(Optional<String> tenant, Part part, boolean openToAll) {
    checked = true;
    boolean allowed =
        tenant.isPresent()
            && ((openToAll && roles.contains(Role.READER))
                || caller().filter(who -> who.allows(tenant.get(), part, roles)).isPresent());
    if (!allowed) {
      throw refusal(tenant, part);
    }
    enter(tenant.orElseThrow(), roles);
    instanceChecks.run();
  }

  /**
   * On routes with {@link Access.Part}, after {@link #requirePart}: whether the caller holds the
   * role in another part too.
   *
   * @throws Failure {@code web.narrow-token} when the caller does, but the token is not good for it
   */
  public boolean allowsToo(String tenant, Part part, Role role) {
    Set<Role> wanted = Set.of(role);
    if (principal().isNarrowed()
        && !principal().allows(tenant, part, wanted)
        && principal().whole().allows(tenant, part, wanted)) {
      throw narrowToken();
    }
    return principal().allows(tenant, part, wanted);
  }

  private Failure refusal(Optional<String> tenant, Part part) {
    if (principal == null) {
      return noCredential();
    }
    boolean otherToken =
        tenant.isPresent()
            && principal.isNarrowed()
            && principal.whole().allows(tenant.get(), part, roles);
    return otherToken ? narrowToken() : forbidden();
  }

  /**
   * On routes with {@link Access.Part} whose answer is about no part: who calls.
   *
   * @throws Failure {@code web.no-credential}
   */
  public Principal requireCaller() {
    checked = true;
    return caller().orElseThrow(Request::noCredential);
  }

  /**
   * On routes with {@link Access.Part} that list parts of instances: who calls, to be asked of each
   * part whether they may read it. No part has been checked; what they hold in an instance whose
   * rules keep them out is left out.
   *
   * @throws Failure {@code web.no-credential}; {@code web.narrow-token} when what was shown is not
   *     good for lists
   */
  public Principal requireLister() {
    Principal caller = requireCaller();
    if (!caller.lists()) {
      throw narrowToken();
    }
    return caller.whole().in(this::admits);
  }

  private boolean admits(String tenant) {
    String before = instance;
    enter(tenant, roles);
    try {
      instanceChecks.run();
      return true;
    } catch (Failure e) {
      return false;
    } finally {
      instance = before;
    }
  }

  /**
   * On routes with {@link Access.Part}, where a call is about no part: refuses a caller who holds
   * none of the route's roles in the whole instance, and whom the rules of the instance keep out.
   */
  public void requireAll(String tenant) {
    checked = true;
    Principal who = caller().orElseThrow(Request::noCredential);
    if (!who.allows(tenant, roles)) {
      throw who.isNarrowed() && who.whole().allows(tenant, roles) ? narrowToken() : forbidden();
    }
    enter(tenant, roles);
    instanceChecks.run();
  }

  /**
   * On routes with {@link Access.Part} that list parts of one instance: refuses a caller who holds
   * none of the route's roles anywhere in it, and whom the rules of the instance keep out. The
   * handler shows only the parts that the caller may read.
   *
   * @throws Failure {@code web.no-credential}; {@code web.narrow-token} for tokens that are good
   *     for some parts
   */
  public void requireSomewhere(String tenant) {
    checked = true;
    Principal who = caller().orElseThrow(Request::noCredential);
    if (who.isNarrowed()) {
      throw narrowToken();
    }
    if (!who.allowsSomewhere(tenant, roles)) {
      throw forbidden();
    }
    enter(tenant, roles);
    instanceChecks.run();
  }

  static Failure noCredential() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "web.no-credential",
        "The call shows no credential.",
        "Send Authorization: Bearer with a token from /identity/token.");
  }

  static Failure narrowToken() {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "web.narrow-token",
        "The token is good for less than this.",
        "Ask for a token with this in its scope, or for one from /identity/token.");
  }

  private Failure forbidden() {
    return forbidden(roles);
  }

  /** Names the roles of the route, which everybody may know; not what is there. */
  static Failure forbidden(Set<Role> anyOf) {
    String words =
        anyOf.stream()
            .sorted()
            .map(role -> role.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(" or "));
    return new Failure(
        Failure.Kind.FORBIDDEN,
        "web.forbidden",
        "The credential does not allow this action here.",
        "Ask for the role "
            + words
            + ". If you have it, check the name: of the instance, the key ring, the namespace.");
  }

  /**
   * On routes with {@link Access.Ring}: the rings in which the caller holds one of the route's
   * roles.
   */
  public Rings visibleRings() {
    checked = true;
    return new Rings(
        principal().allows(instance(), roles),
        principal().parts(instance(), Part.Kind.RING, roles));
  }

  /**
   * Puts beside ids what users are called, in a field with {@code Name} at its end: {@code
   * createdByName} after {@code createdBy}. Asks once for all views; who is gone has no name.
   *
   * @param fields with ids of users
   */
  public List<Map<String, Object>> named(
      Collection<? extends Map<String, ?>> views, String... fields) {
    return UserNames.beside(names, views, Set.of(fields));
  }

  /** The same for one view. */
  public Map<String, Object> named(Map<String, ?> view, String... fields) {
    return named(List.of(view), fields).getFirst();
  }

  void nameWith(Function<Set<String>, Map<String, String>> userNames) {
    this.names = userNames;
  }

  void admit(Principal caller) {
    this.principal = caller;
  }

  void enter(String tenant, Set<Role> anyOf) {
    this.instance = tenant;
    this.roles = anyOf;
  }

  /** Lets the handler find out which part of which instance it is about. */
  void seek(Set<Role> anyOf, Runnable checks) {
    this.roles = anyOf;
    this.instanceChecks = checks;
  }

  /** Whether the handler has asked what the caller may do. */
  boolean checked() {
    return checked;
  }
}
