package redoubt.server.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redoubt.testkit.Peers;

/** The system's own Chromium. Each visit has cookies and a window of its own. */
final class Browser implements AutoCloseable {
  static final int WIDE = 1280;
  static final int NARROW = 390;

  private final Site site;
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<BrowserContext> open = new ArrayList<>();

  private Browser(Site site, Playwright playwright) {
    this.site = site;
    this.playwright = playwright;
    Path program = Peers.find("chromium").orElseThrow();
    this.chromium =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  static Browser open(Site site) {
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return new Browser(site, Playwright.create(new Playwright.CreateOptions().setEnv(environment)));
  }

  /** How somebody looks at the console. */
  record Look(int width, ColorScheme scheme, boolean scripts) {
    static final Look USUAL = new Look(WIDE, ColorScheme.LIGHT, true);

    Look narrow() {
      return new Look(NARROW, scheme, scripts);
    }

    Look dark() {
      return new Look(width, ColorScheme.DARK, scripts);
    }

    Look withoutScripts() {
      return new Look(width, scheme, false);
    }
  }

  /** A stranger's window. */
  Visit stranger(Look look) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(site.url())
                .setIgnoreHTTPSErrors(true)
                .setViewportSize(look.width(), look.width() == NARROW ? 844 : 860)
                .setColorScheme(look.scheme())
                .setJavaScriptEnabled(look.scripts()));
    context.setDefaultTimeout(10_000);
    open.add(context);
    return new Visit(context);
  }

  /** The window of somebody who has signed in. */
  Visit signedIn(String apiKey, Look look) {
    return with(site.session(apiKey), look);
  }

  /** The window of a session that there is: its cookie, as name and value. */
  Visit with(String cookie, Look look) {
    Visit visit = stranger(look);
    visit
        .context()
        .addCookies(
            List.of(
                new Cookie(
                        cookie.substring(0, cookie.indexOf('=')),
                        cookie.substring(cookie.indexOf('=') + 1))
                    .setUrl(site.url())
                    .setSecure(true)
                    .setHttpOnly(true)));
    return visit;
  }

  Visit admin() {
    return signedIn(site.adminKey(), Look.USUAL);
  }

  /** Ends all visits. */
  void closeVisits() {
    open.forEach(BrowserContext::close);
    open.clear();
  }

  @Override
  public void close() {
    closeVisits();
    chromium.close();
    playwright.close();
  }
}
