package redoubt.server;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.encryption.proof.PluginProgram;

/** Programs on this machine that proofs start. */
final class ProofPrograms {
  private static final String PLUGIN = "redoubt-kms-plugin";

  /** Where the jars lie after a build of the sources, as seen from their root. */
  private static final Path JARS = Path.of("programs", "cli", "target", "lib");

  private ProofPrograms() {}

  /** As REDOUBT_KMS_PLUGIN names it, else on the PATH, else as built beside this server. */
  static PluginProgram plugin() {
    String named = System.getenv("REDOUBT_KMS_PLUGIN");
    if (named != null && !named.isEmpty()) {
      return new PluginProgram(Optional.of(Path.of(named)));
    }
    return new PluginProgram(onPath(PLUGIN).or(ProofPrograms::built));
  }

  static Optional<Path> etcd() {
    return onPath("etcd");
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/sbin:/usr/local/bin";
    return Arrays.stream(path.split(":", -1))
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> built() {
    return root()
        .filter(
            root -> Files.exists(root.resolve("programs/kms-plugin/target/redoubt-kms-plugin.jar")))
        .map(root -> root.resolve("deploy/kms-plugin").resolve(PLUGIN))
        .filter(Files::isExecutable);
  }

  private static Optional<Path> root() {
    CodeSource source = ProofPrograms.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      return Stream.iterate(jar.getParent(), java.util.Objects::nonNull, Path::getParent)
          .filter(directory -> directory.endsWith(JARS))
          .map(directory -> directory.resolve("../../../..").normalize())
          .findFirst();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
