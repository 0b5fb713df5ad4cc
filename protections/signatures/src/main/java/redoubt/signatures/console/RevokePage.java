package redoubt.signatures.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/**
 * Asks before a signer is revoked.
 *
 * @param touched images that are trusted, also because of it
 * @param more whether there are further ones
 */
public record RevokePage(
    String instance,
    String namespace,
    SignerView signer,
    List<Touched> touched,
    boolean more,
    String reason,
    String csrf,
    Optional<Notice> notice) {
  /**
   * An image that the signer signed, and what is said of it without.
   *
   * @param tags some of them, if there are many
   */
  public record Touched(
      String path,
      String repository,
      List<String> tags,
      String digest,
      boolean stays,
      String said) {
    /** Images of other registries have none; their first part has a dot or a colon. */
    public boolean hasPage() {
      return !repository.matches("[^/]*[.:].*");
    }
  }

  public String back() {
    return SignersPage.path(instance, namespace);
  }

  public String path() {
    return back() + "/" + Api.segment(signer.name()) + "/revoke";
  }

  public long losing() {
    return touched.stream().filter(image -> !image.stays()).count();
  }

  /** What becomes of images, in a sentence. */
  public String sentence() {
    if (touched.isEmpty()) {
      return "No image is trusted because of it.";
    }
    String count = more ? "More than " + touched.size() + " images are" : count(touched.size());
    return count
        + " trusted because of it, alone or with others; "
        + (losing() == 0
            ? "all of them stay trusted without it."
            : loss() + " not be trusted without it.");
  }

  private String loss() {
    if (more) {
      return losing() + " of the first " + touched.size() + " will";
    }
    return touched.size() == 1 ? "it will" : losing() + " of them will";
  }

  private static String count(int images) {
    return images == 1 ? "One image is" : images + " images are";
  }
}
