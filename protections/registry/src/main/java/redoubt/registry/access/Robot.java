package redoubt.registry.access;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.oci.RepositoryName;
import redoubt.web.Part;
import redoubt.web.Role;

/**
 * A program that pushes or pulls: it may do so in one namespace, or in one repository of it, until
 * its key expires.
 *
 * @param name within the namespace
 * @param instance the tenant
 * @param role READER or WRITER
 */
public record Robot(
    String name,
    String instance,
    String namespace,
    Optional<RepositoryName> repository,
    Role role,
    Instant expiresAt,
    Instant createdAt,
    String createdBy) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?");

  /** 1 to 40 lower-case letters, digits, dashes and underscores. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** As which it logs in; no two robots of the server have the same. Names have no dots. */
  public String account() {
    return "robot." + namespace + "." + name;
  }

  /** In what it holds its role. */
  public Part part() {
    return repository.map(in -> Part.repository(in.text())).orElse(Part.namespace(namespace));
  }
}
