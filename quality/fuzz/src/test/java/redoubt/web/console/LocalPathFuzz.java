package redoubt.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/**
 * A redirect never leads to another site, however a browser reads it: browsers drop tabs and line
 * ends, take a backslash for a slash, and two slashes for the start of a host.
 */
final class LocalPathFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String asked = text(input);
    String path = LocalPath.orHome(asked);
    assertThat(path).isIn("/", asked);
    String asBrowsersRead = path.strip().replaceAll("[\\t\\r\\n]", "").replace('\\', '/');
    assertThat(asBrowsersRead).startsWith("/").doesNotStartWith("//");
    assertThat(path).matches("[!-~]+").hasSizeLessThan(1100);
  }
}
