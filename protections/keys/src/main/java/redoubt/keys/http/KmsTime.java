package redoubt.keys.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the Key Protect API writes them: RFC 3339, UTC, whole seconds. */
public final class KmsTime {
  private KmsTime() {}

  public static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
