package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whose signatures the four roles of a repository need. */
public record RootFile(Document document, Map<String, RoleKeys> roles) {
  public RootFile {
    roles = Map.copyOf(roles);
  }

  /**
   * @throws BadDocument what is wrong with it
   */
  public static RootFile read(byte[] bytes) throws BadDocument {
    Document document = Document.read(RoleName.ROOT, bytes);
    Map<String, TufKey> keys = RoleKeys.keys(document.signed().path("keys"));
    Map<String, RoleKeys> roles = new LinkedHashMap<>();
    for (String name : RoleName.BASE) {
      JsonNode role = document.signed().path("roles").path(name);
      if (role.isMissingNode()) {
        throw new BadDocument("It says nothing about the role " + name + ".");
      }
      roles.put(name, RoleKeys.read(name, role, keys));
    }
    return new RootFile(document, roles);
  }

  public int version() {
    return document.version();
  }

  /**
   * @param name one of the four
   */
  public RoleKeys role(String name) {
    return Objects.requireNonNull(roles.get(name), name);
  }

  /**
   * The keys of the root that are certificates for the repository: no others sign a root.
   *
   * @param at when the certificates have to be valid; always when empty, since a root that was
   *     trusted once hands its trust on
   */
  public RoleKeys rootKeys(String gun, Optional<Instant> at) {
    return role(RoleName.ROOT)
        .only(key ->
            key.certificate()
                .filter(certificate ->
                    RootCertificates.isOfSigner(certificate)
                        && RootCertificates.isFor(certificate, gun)
                        && at.map(now -> RootCertificates.isValidAt(certificate, now)).orElse(true))
                .isPresent());
  }
}
