package redoubt.core;

import java.util.List;

/** What a room is to the rest of the house, whatever edge it is seen through. */
public interface Protection {
  /** Lower-case name, used in paths, codes and {@code redoubt prove --protection}. */
  String name();

  /** A heading for people. */
  String title();

  List<Proof> proofs();

  List<BackgroundTask> tasks();
}
