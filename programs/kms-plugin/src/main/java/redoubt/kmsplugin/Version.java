package redoubt.kmsplugin;

/** The program's version. */
final class Version {
  /** Semantic; API servers of version 1 of the contract ask for it. */
  static final String TEXT = "0.1.0";

  private Version() {}
}
