package redoubt.encryption.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.NeedsPeer;

/**
 * The files of deploy/kms-plugin are what a bundle has, with names to replace; comments at the top
 * are their own. {@code -Dgolden.update=true} writes them anew.
 */
final class PluginManifestTest {
  private static final PluginManifest.Settings SETTINGS =
      new PluginManifest.Settings(
          "https://SERVER:8443", "INSTANCE", "CLUSTER", Bundle.USUAL_IMAGE, Optional.empty());

  private static void isDeployed(String name, String generated) throws IOException {
    Path file = Path.of(System.getProperty("redoubt.root"), "deploy/kms-plugin", name);
    String text = Files.readString(file);
    String head =
        text.lines()
            .takeWhile(line -> line.startsWith("#"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, head + generated);
    }
    assertThat(Files.readString(file)).isEqualTo(head + generated);
  }

  @Test
  void aGraceIsAnOptionOfThePlugin() {
    PluginManifest.Settings patient =
        new PluginManifest.Settings("https://s:8443", "i", "c", "image", Optional.of("12h"));
    assertThat(PluginManifest.staticPod(patient)).contains("    - --offline-grace=12h\n");
    assertThat(PluginManifest.systemdUnit(patient))
        .contains("--health=127.0.0.1:8081 \\\n  --offline-grace=12h\n");
  }

  @Test
  void theStaticPodIsTheOneInDeploy() throws IOException {
    isDeployed("static-pod.yaml", PluginManifest.staticPod(SETTINGS));
  }

  @Test
  void theSystemdUnitIsTheOneInDeploy() throws IOException {
    isDeployed("redoubt-kms-plugin.service", PluginManifest.systemdUnit(SETTINGS));
  }

  @Test
  void theEncryptionConfigurationIsTheOneInDeploy() throws IOException {
    isDeployed(
        "encryption-configuration.yaml",
        EncryptionConfiguration.text(
            List.of("secrets", "configmaps"),
            EncryptionConfiguration.Writes.ENCRYPTED,
            Optional.empty()));
  }

  @Test
  @NeedsPeer(value = "systemd-analyze", why = "the systemd unit is checked by systemd")
  void systemdFindsNoFaultInTheUnit(@TempDir Path directory) throws Exception {
    Path unit = directory.resolve("redoubt-kms-plugin.service");
    // What it starts is not installed here.
    Files.writeString(
        unit,
        PluginManifest.systemdUnit(SETTINGS)
            .replace("/opt/redoubt-kms-plugin/redoubt-kms-plugin", "/bin/true"));
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said).lines().filter(line -> line.contains(unit.toString())))
        .isEmpty();
    assertThat(process.exitValue()).isZero();
  }
}
