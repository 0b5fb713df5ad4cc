package redoubt.cli.text;

import java.util.Locale;

/** How results are printed. */
public enum Format {
  /** For people: aligned, may change between versions. */
  TABLE,
  /** For scripts: stable. */
  JSON,
  /** The same tree as JSON. */
  YAML;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
