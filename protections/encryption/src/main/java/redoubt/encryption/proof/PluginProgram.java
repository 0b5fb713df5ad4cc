package redoubt.encryption.proof;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The KMS plugin as the program that stands beside API servers.
 *
 * @param program to be run; empty when it was not found
 */
public record PluginProgram(Optional<Path> program) implements Plugins {
  @Override
  public Optional<String> missing() {
    return program.filter(Files::isExecutable).isPresent()
        ? Optional.empty()
        : Optional.of(
            "The program redoubt-kms-plugin is not on this machine: put it on the PATH, or name it"
                + " in REDOUBT_KMS_PLUGIN, and restart the server.");
  }

  @Override
  public Running start(Setup setup) {
    return new Started(
        Leash.start(
            List.of(
                program.orElseThrow().toString(),
                "--server=" + setup.server(),
                "--ca=" + setup.authority(),
                "--instance=" + setup.instance(),
                "--cluster=" + setup.cluster(),
                "--apikey-file=" + setup.apiKeyFile(),
                "--socket=" + setup.socket()),
            setup.directory().resolve("plugin.log")));
  }

  private record Started(Leash process) implements Running {
    @Override
    public void kill() {
      process.close();
    }

    @Override
    public boolean endsWithin(Duration time) {
      return process.endsWithin(time);
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
