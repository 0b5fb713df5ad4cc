package redoubt.admission.cluster;

import java.util.regex.Pattern;

/**
 * Public keys in a secret of a cluster.
 *
 * @param called what the secret says that the key is called; empty where it does not
 * @param keys PEM, or armoured OpenPGP keys; empty where there is none
 * @param said why there is none
 */
public record SecretKey(Place place, String called, String keys, String said) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

  /** Which secret. */
  public record Place(String namespace, String name) {
    /** Whether a secret may be called so (RFC 1123). */
    public boolean isOne() {
      return NAME.matcher(namespace).matches() && NAME.matcher(name).matches();
    }
  }
}
