package redoubt.web.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.web.ApiStyle;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.console.pages.JteproblemGenerated;

/**
 * The console's pages: the token lies in the session cookie, the instance in the path, a failure is
 * a page. Who is not signed in is sent to sign in, and comes back to where they were.
 */
final class ConsoleStyle implements ApiStyle {
  private static final Problem.Way START = new Problem.Way("/", "Back to the start");

  private final Console console;

  ConsoleStyle(Console console) {
    this.console = console;
  }

  @Override
  public Response failure(Failure failure, Request request) {
    if (failure.kind() == Failure.Kind.UNAUTHENTICATED && !request.path().equals("/login")) {
      return signIn(request);
    }
    int status = HttpStatus.of(failure.kind());
    Problem problem =
        new Problem(
            status,
            failure.what(),
            failure.remedy(),
            failure.code(),
            request.correlationId(),
            failure instanceof DeadEnd end ? List.of(end.way(), START) : List.of(START));
    Part body = out -> JteproblemGenerated.render(out, null, problem);
    Page page = new Page(failure.what(), "", body);
    return request.caller().isPresent()
        ? console.show(request, status, page)
        : console.bare(request, status, page);
  }

  @Override
  public Optional<String> instance(Request request) {
    return Optional.ofNullable(request.pathParameters().get("instance"));
  }

  @Override
  public Optional<String> bearer(Request request) {
    return Cookies.read(request, Cookies.SESSION).filter(token -> !token.isEmpty());
  }

  /** A page that is asked for without a session leads to where one signs in: nothing is refused. */
  @Override
  public boolean isRefusal(Request request, Failure failure) {
    return !(request.method().equals("GET") && failure.code().equals("web.no-credential"));
  }

  private Response signIn(Request request) {
    boolean sent = !request.method().equals("GET");
    String next = sent ? form(request) : address(request);
    String way = next.equals("/") ? "" : "next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    String query =
        Stream.of(sent ? "unsaved=1" : "", way)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("&"));
    String login = query.isEmpty() ? "/login" : "/login?" + query;
    Response answer =
        request.header("hx-request").isPresent()
            ? Response.empty(204).withHeader("HX-Redirect", login)
            : Response.redirect(login);
    return answer.withHeader("Cache-Control", "no-store");
  }

  /** The page that the form was on, as far as the browser tells, without what it said was done. */
  private static String form(Request request) {
    return request
        .header("referer")
        .map(page -> page.replaceFirst("^https?://[^/]*", "").replaceFirst("\\?.*", ""))
        .map(LocalPath::orHome)
        .orElse("/");
  }

  /** Path and query, encoded again. */
  static String address(Request request) {
    String query =
        request.queries().entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(value -> pair(entry.getKey(), value)))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? request.path() : request.path() + "?" + query;
  }

  private static String pair(String name, String value) {
    return List.of(name, value).stream()
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
        .collect(Collectors.joining("="));
  }
}
