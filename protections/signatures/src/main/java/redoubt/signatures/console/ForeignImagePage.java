package redoubt.signatures.console;

import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/**
 * One image of another registry.
 *
 * @param trust who signed it, and why that counts; empty when its registry never showed it
 * @param mayAsk whether its registry is asked at the reader's wish
 */
public record ForeignImagePage(
    String instance,
    String instanceName,
    ForeignView image,
    Optional<TrustView> trust,
    boolean mayAsk,
    String csrf,
    Optional<Notice> notice) {
  public String listPath() {
    return ForeignListPage.path(instance);
  }

  /** Where the form goes. */
  public String path() {
    return "/instances/" + Api.segment(instance) + "/foreign-image";
  }

  public String signersPath(String namespace) {
    return SignersPage.path(instance, namespace);
  }
}
