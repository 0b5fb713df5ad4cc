package redoubt.oci.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** A name and a password for one registry. Its text shows neither. */
public final class Login {
  private final String name;
  private final String password;
  private final Set<String> realms;

  /**
   * @param realms hosts, or {@code host:port}, beside the registry's own that may be told the
   *     password to get tokens for it
   */
  public Login(String name, String password, Set<String> realms) {
    if (name.isEmpty() || name.indexOf(':') >= 0 || !isLine(name) || !isLine(password)) {
      throw ClientFailures.badLogin();
    }
    this.name = name;
    this.password = password;
    this.realms = Set.copyOf(realms);
  }

  private static boolean isLine(String text) {
    return text.length() <= 8192 && text.chars().noneMatch(Character::isISOControl);
  }

  public String name() {
    return name;
  }

  /** For who keeps it, sealed. */
  public String password() {
    return password;
  }

  public Set<String> realms() {
    return new TreeSet<>(realms);
  }

  /** RFC 7617. */
  String basic() {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "a login";
  }
}
