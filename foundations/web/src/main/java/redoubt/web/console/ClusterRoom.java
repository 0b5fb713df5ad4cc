package redoubt.web.console;

import java.util.List;
import redoubt.web.Request;

/**
 * A room that guards Kubernetes clusters one by one, and says of each how it stands. The first page
 * lays all such rooms side by side.
 */
public interface ClusterRoom extends PagedRoom {
  /**
   * How the clusters stand that the caller may look at; those of other callers are left out.
   *
   * @param instances ids of all instances that the caller may know
   */
  List<ClusterPosture> clusters(Console console, Request request, List<String> instances);
}
