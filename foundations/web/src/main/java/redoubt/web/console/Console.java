package redoubt.web.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.pages.JteframeGenerated;

/**
 * Makes pages out of what rooms want to show, and routes out of pages. All of them have the same
 * frame and the same headers; what changes something goes through {@link #form}.
 */
public final class Console {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
          + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final InstantSource clock;
  private final Supplier<List<ConsoleLink>> links;
  private final Api api;
  private final Assets assets = new Assets();
  private final ApiStyle style = new ConsoleStyle(this);

  /**
   * @param links the navigation, asked for with every page
   * @param api where pages get what they show
   */
  public Console(InstantSource clock, Supplier<List<ConsoleLink>> links, Api api) {
    this.clock = clock;
    this.links = links;
    this.api = api;
  }

  /** Where pages get what they show and do what they do. */
  public Api api() {
    return api;
  }

  /** Files of the frame and the choice of a theme. */
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/assets/{version}/{file}",
            Access.open(),
            "console.file.read",
            "A style sheet, script or font of the console.",
            style,
            assets::serve),
        openForm("/theme", "console.theme.choose", "Chooses light or dark.", this::chooseTheme));
  }

  /** A page: answers GET and changes nothing. */
  public Route page(
      String path, Access access, String action, String summary, Route.Handler handler) {
    return new Route("GET", path, access, action, summary, style, handler);
  }

  /**
   * A form that changes something: the handler is reached only from a page of this console, in the
   * caller's own session.
   */
  public Route form(
      String path, Access access, String action, String summary, Route.Handler handler) {
    return new Route(
        "POST",
        path,
        access,
        action,
        summary,
        style,
        request -> {
          FormGuard.requireOwnForm(request);
          return handler.handle(request);
        });
  }

  /** A form for people without a session: reached only from a page of this console. */
  public Route openForm(String path, String action, String summary, Route.Handler handler) {
    return new Route(
        "POST",
        path,
        Access.open(),
        action,
        summary,
        style,
        request -> {
          FormGuard.requireSameOrigin(request);
          return handler.handle(request);
        });
  }

  /** The page, framed, for who is signed in. */
  public Response show(Request request, Page page) {
    return show(request, 200, page);
  }

  /** The same with a status, for a form that came back with an error. */
  public Response show(Request request, int status, Page page) {
    Principal caller = request.principal();
    List<Frame.Link> navigation =
        links.get().stream()
            .filter(link -> link.serves().test(caller))
            .map(link ->
                new Frame.Link(link.path(), link.label(), link.path().equals(page.section())))
            .toList();
    return framed(request, status, page, navigation, Optional.of(userName(request)));
  }

  /** The page without navigation, for who is not signed in. */
  public Response bare(Request request, int status, Page page) {
    return framed(request, status, page, List.of(), Optional.empty());
  }

  /** Sends the browser on with a GET, to a path of this console. */
  public Response redirect(String path) {
    return Response.redirect(path).withHeader("Cache-Control", "no-store");
  }

  /** The token that a form of this session carries. */
  public String csrf(Request request) {
    return style.bearer(request).map(FormGuard::token).orElse("");
  }

  /** A chart of counts by the hour; see {@link UsageChart#fill}. */
  public UsageChart chart(List<String> series, List<UsageChart.Hour> hours) {
    return new UsageChart(
        series, hours, clock.instant(), assets.path("uplot.js"), assets.path("uplot.css"));
  }

  /** A chart of counts that were taken now and then. */
  public TrendChart trend(
      String noun, List<TrendChart.Series> series, List<TrendChart.Point> points) {
    return new TrendChart(
        noun, series, points, clock.instant(), assets.path("uplot.js"), assets.path("uplot.css"));
  }

  public Moment moment(Instant at) {
    return new Moment(at, clock.instant());
  }

  public Instant now() {
    return clock.instant();
  }

  private Response framed(
      Request request, int status, Page page, List<Frame.Link> navigation, Optional<String> user) {
    Theme theme = Theme.of(Cookies.read(request, Theme.COOKIE).orElse(""));
    String here = request.method().equals("GET") ? ConsoleStyle.address(request) : request.path();
    Frame frame = new Frame(page.title(), here, navigation, user, csrf(request), theme, files());
    Part whole = out -> JteframeGenerated.render(out, null, frame, page.body());
    return secured(request, Response.html(status, whole.markup()));
  }

  private String userName(Request request) {
    Answer whoami = api.get(request, "/v1/whoami");
    String user = request.principal().user();
    return whoami.ok() ? Answer.text(whoami.json(), "userName").orElse(user) : user;
  }

  private Frame.Files files() {
    return new Frame.Files(
        assets.path("console.css"),
        assets.path("mark.svg"),
        assets.path("htmx.js"),
        assets.path("console.js"));
  }

  private Response chooseTheme(Request request) {
    Theme theme = Theme.of(request.form().getOrDefault("theme", ""));
    String back = LocalPath.orHome(request.form().getOrDefault("back", "/"));
    return redirect(back).withHeader("Set-Cookie", Cookies.theme(theme));
  }

  private static Response secured(Request request, Response response) {
    Response secured =
        response
            .withHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
            .withHeader("X-Content-Type-Options", "nosniff")
            .withHeader("X-Frame-Options", "DENY")
            .withHeader("Referrer-Policy", "same-origin")
            .withHeader("Cross-Origin-Opener-Policy", "same-origin")
            .withHeader("Cross-Origin-Resource-Policy", "same-origin")
            .withHeader("Cache-Control", "no-store");
    return isLoopback(request)
        ? secured
        : secured.withHeader("Strict-Transport-Security", "max-age=31536000");
  }

  /** On loopback the promise of HTTPS would bind other programs on the same name. */
  private static boolean isLoopback(Request request) {
    String host = request.header("host").orElse("");
    return host.matches("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?");
  }
}
