package redoubt.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.cli.Sources;
import redoubt.cli.Terminal;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;
import redoubt.oci.client.Login;

/**
 * Logins for other registries: of a file as {@code docker login}, {@code podman login} and {@code
 * skopeo login} write it (containers-auth.json), with the field {@code realms} beside {@code auth}
 * for other hosts that give tokens; or of the environment, for the registry that is named there.
 */
public final class SourceLogins {
  private static final int LONGEST = 1 << 20;
  private static final String HUB = "registry-1.docker.io";

  private SourceLogins() {}

  /**
   * @param host of the registry, with its port
   */
  public static Optional<Login> of(
      Terminal terminal, Map<String, String> environment, @Nullable Path file, String host)
      throws IOException {
    if (file != null) {
      return Optional.of(inFile(Sources.read(terminal, file, LONGEST), host));
    }
    String name = environment.getOrDefault("REDOUBT_SOURCE_USER", "");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String meant = environment.getOrDefault("REDOUBT_SOURCE_HOST", "");
    if (meant.isEmpty()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.no-source-host",
          "REDOUBT_SOURCE_USER is set, but not for which registry it is.",
          "Set REDOUBT_SOURCE_HOST=" + host + ", or unset REDOUBT_SOURCE_USER.");
    }
    return meant.equals(host)
        ? Optional.of(
            new Login(name, environment.getOrDefault("REDOUBT_SOURCE_PASSWORD", ""), Set.of()))
        : Optional.empty();
  }

  private static JsonNode read(byte[] bytes) {
    try {
      return JsonText.parse(bytes);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.no-login",
          "The file of credentials is none that docker, podman or skopeo login write.",
          "Write one with skopeo login --authfile FILE HOST.",
          e);
    }
  }

  private static Login inFile(byte[] bytes, String host) {
    JsonNode all = read(bytes).path("auths");
    JsonNode entry = all.path(host);
    if (entry.isMissingNode() && host.equals(HUB)) {
      JsonNode old = all.path("https://index.docker.io/v1/");
      entry = old.isMissingNode() ? all.path("docker.io") : old;
    }
    try {
      String text =
          new String(
              Base64.getDecoder().decode(entry.path("auth").asText("")), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon > 0) {
        Set<String> realms = new HashSet<>();
        entry.path("realms").forEach(realm -> realms.add(realm.asText()));
        return new Login(text.substring(0, colon), text.substring(colon + 1), realms);
      }
    } catch (IllegalArgumentException e) {
      // As if there were none.
    }
    throw new Failure(
        Failure.Kind.INVALID,
        "cli.no-login",
        "The file of credentials has none for " + host + ".",
        "Write one with skopeo login --authfile FILE " + host + ".");
  }
}
