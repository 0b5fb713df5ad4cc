package redoubt.web.console;

import redoubt.core.Failure;

/** A failure whose page shows a way on that is nearer than the start. */
public final class DeadEnd extends Failure {
  private static final long serialVersionUID = 1;

  private final String path;
  private final String label;

  /**
   * @param path of a page of this console
   */
  public DeadEnd(Failure failure, String path, String label) {
    super(failure.kind(), failure.code(), failure.what(), failure.remedy(), failure);
    this.path = path;
    this.label = label;
  }

  Problem.Way way() {
    return new Problem.Way(path, label);
  }
}
