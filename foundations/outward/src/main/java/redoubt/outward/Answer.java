package redoubt.outward;

import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer while it comes.
 *
 * @param fields by their names in lower case
 * @param from the address that answers
 * @param body to be read before the reader returns; fails beyond the limits of the call
 */
public record Answer(
    int status, Map<String, List<String>> fields, InetAddress from, InputStream body) {
  /** The first field of a name. */
  public Optional<String> first(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** All fields of a name, in their order. */
  public List<String> all(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Without fields, which may have a credential. */
  @Override
  public String toString() {
    return "answer " + status;
  }
}
