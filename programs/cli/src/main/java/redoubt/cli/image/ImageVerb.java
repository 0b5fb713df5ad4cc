package redoubt.cli.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import redoubt.cli.Pages;
import redoubt.cli.Verb;
import redoubt.cli.text.ByteCount;
import redoubt.cli.text.Column;

/** What the commands of images share. */
public abstract class ImageVerb extends Verb {
  /** What people see of a list of images. */
  public static final List<Column> LISTED =
      List.of(
          Column.of("repository", "repository"),
          Column.of("tags", "tags"),
          Column.of("digest", "digest"),
          ByteCount.column("size", "size"),
          Column.of("pushed", "pushedAt"));

  protected final String images() {
    return "/v1/instances/" + instance() + "/images";
  }

  protected final String trash() {
    return "/v1/instances/" + instance() + "/trash";
  }

  /** Images of the instance, of a namespace or of a repository, with further words of the query. */
  protected final ArrayNode listed(String path, String of, String more) {
    String only =
        of.isEmpty() ? "" : (of.contains("/") ? "&repository=" : "&namespace=") + encoded(of);
    return Pages.all(api(), path + "?x=" + more + only);
  }
}
