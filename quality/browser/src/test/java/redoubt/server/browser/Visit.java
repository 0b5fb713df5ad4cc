package redoubt.server.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;

/** One window of the browser, and all that the browser complained about in it. */
final class Visit {
  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  Visit(BrowserContext context) {
    this.context = context;
    this.page = context.newPage();
    // Chromium reports violations of the content security policy as errors on its console.
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(page.url() + ": " + message.text());
      }
    });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    page.onRequestFailed(request ->
        complaints.add(page.url() + ": failed " + request.url() + " " + request.failure()));
  }

  BrowserContext context() {
    return context;
  }

  Page page() {
    return page;
  }

  /** What the browser refused, missed or could not run. */
  List<String> complaints() {
    return complaints;
  }

  /** Opens a path of the console. */
  Response go(String path) {
    Response response = page.navigate(path);
    if (response == null) {
      throw new AssertionError("no answer from " + path);
    }
    return response;
  }

  String heading() {
    return page.locator("h1").first().innerText();
  }

  String text() {
    return page.locator("main").innerText();
  }

  Locator button(String name) {
    return page.locator("main").getByText(name, new Locator.GetByTextOptions().setExact(true));
  }

  /** How many pixels the page is wider than its window. */
  int overhang() {
    Object pixels =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return ((Number) pixels).intValue();
  }
}
