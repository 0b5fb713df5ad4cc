package redoubt.admission.node;

import java.util.List;
import java.util.Set;
import redoubt.oci.Digest;

/** What this room needs to know which images there are. */
public interface Stock {
  /**
   * An image that is known.
   *
   * @param name of its repository, without a registry for those of this server: {@code team/app}
   * @param ours whether it is of this server
   * @param tags that mean it at the moment
   */
  record Item(String name, boolean ours, Digest digest, Set<String> tags) {
    public Item {
      tags = Set.copyOf(tags);
    }
  }

  /** Whether a registry is this server. */
  boolean isOurs(String registry);

  /**
   * Images of an instance's namespaces, and those of other registries that are looked at.
   *
   * @param most so many at most
   */
  List<Item> of(String instance, int most);
}
