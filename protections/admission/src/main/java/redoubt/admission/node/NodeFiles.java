package redoubt.admission.node;

import java.util.List;

/**
 * What belongs on a node.
 *
 * @param notes what policies say that is not said there, and what else has to be known; each a
 *     sentence
 */
public record NodeFiles(List<NodeFile> files, List<String> notes) {
  public NodeFiles {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /**
   * @param path below the directory
   * @param executable whether it is a program
   */
  public record NodeFile(String path, boolean executable, String text) {
    public NodeFile {
      if (!path.matches("[a-z0-9][a-z0-9._-]{0,252}(/[a-z0-9][a-z0-9._-]{0,252}){0,3}")) {
        throw new IllegalArgumentException("no path of a file for a node: " + path);
      }
    }
  }
}
