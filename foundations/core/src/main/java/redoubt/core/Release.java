package redoubt.core;

/** Which release this is: of server, command line and plugin alike, since they are built as one. */
public final class Release {
  /** Semantic (semver.org). */
  public static final String VERSION = "0.1.0";

  private Release() {}
}
