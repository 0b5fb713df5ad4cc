package redoubt.signatures.sigstore;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What comes with a signature that a certificate made.
 *
 * @param between other certificates that came with it, never trusted for themselves
 * @param entries of logs; each has to hold
 * @param timestamps answers of timestamp authorities, in DER; each has to hold
 */
public record Material(
    X509Certificate leaf,
    List<X509Certificate> between,
    List<LogEntry> entries,
    List<byte[]> timestamps) {
  private static final int MOST = 8;

  public Material {
    between = List.copyOf(between);
    entries = List.copyOf(entries);
    timestamps = List.copyOf(timestamps);
    if (between.size() > MOST || entries.size() > MOST || timestamps.size() > MOST) {
      throw new IllegalArgumentException("no more than " + MOST + " of each");
    }
  }
}
