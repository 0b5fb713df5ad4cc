package redoubt.web.console;

import java.util.List;

/**
 * What a failed call shows: what happened, what to do, and the ids to ask with.
 *
 * @param ways on from here
 */
public record Problem(
    int status, String what, String remedy, String code, String correlationId, List<Way> ways) {
  /** A page of the console. */
  public record Way(String path, String label) {}

  public Problem {
    ways = List.copyOf(ways);
  }
}
