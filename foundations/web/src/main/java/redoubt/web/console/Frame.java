package redoubt.web.console;

import java.util.List;
import java.util.Optional;

/**
 * What surrounds every page.
 *
 * @param here path and query of the page, to come back to
 * @param user name of who is signed in; empty on the pages before that
 * @param csrf token for the forms of this session; empty without one
 */
public record Frame(
    String title,
    String here,
    List<Link> navigation,
    Optional<String> user,
    String csrf,
    Theme theme,
    Files files) {
  /** An entry of the navigation. */
  public record Link(String path, String label, boolean current) {}

  /** Addresses of style sheet and scripts. */
  public record Files(String css, String mark, String htmx, String script) {}
}
