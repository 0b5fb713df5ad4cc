package redoubt.keys.signing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** PEM (RFC 7468). */
final class Pem {
  private Pem() {}

  static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
