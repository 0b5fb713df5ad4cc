package redoubt.registry.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.registry.RegistryFailures;

/**
 * Where a piece of an upload lies, as its client says: {@code FIRST-LAST}, both included (OCI
 * distribution specification 1.1, "Pushing a blob in chunks"), with {@code bytes} before it or not.
 * Nothing is said by one less than where it begins.
 */
record ContentRange(long first, long length) {
  private static final Pattern TEXT = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})");

  ContentRange {
    if (first < 0 || length < 0) {
      throw RegistryFailures.badRange();
    }
  }

  /**
   * @throws redoubt.core.Failure {@code registry.bad-range}
   */
  static ContentRange of(String header) {
    Matcher range = TEXT.matcher(header.strip());
    if (!range.matches()) {
      throw RegistryFailures.badRange();
    }
    long first = Long.parseLong(range.group(1));
    return new ContentRange(first, Long.parseLong(range.group(2)) - first + 1);
  }
}
