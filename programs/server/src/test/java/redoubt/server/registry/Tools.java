package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redoubt.testkit.Peers;

/**
 * Programs that talk to a registry, in a home of their own where they are logged in.
 *
 * @param registry {@code REGISTRY} in their arguments
 */
record Tools(Path home, String registry, String apiKey) {
  /** What a program said, and how it ended. */
  record Run(int exit, String said) {}

  static Tools at(Path home, String registry, String apiKey) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    String auths =
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
            .formatted(
                registry,
                Base64.getEncoder().encodeToString(("iamapikey:" + apiKey).getBytes(UTF_8)));
    Files.writeString(home.resolve(".docker/config.json"), auths);
    Files.writeString(home.resolve("auth.json"), auths);
    return new Tools(home, registry, apiKey);
  }

  /** Runs one in its home. */
  Run run(String... line) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(line));
    words.set(0, Peers.find(line[0]).orElseThrow().toString());
    words.replaceAll(word -> word.replace("REGISTRY", registry));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME",
                home.toString(),
                "XDG_CONFIG_HOME",
                home.resolve("config").toString(),
                "REGISTRY_AUTH_FILE",
                home.resolve("auth.json").toString(),
                "COSIGN_PASSWORD",
                "",
                "NOTATION_USERNAME",
                "iamapikey",
                "NOTATION_PASSWORD",
                apiKey));
    Path said = Files.createTempFile(home, "said", "");
    Process process = builder.redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(line[0]).isTrue();
    return new Run(process.exitValue(), Files.readString(said));
  }

  /** Everything that one said, which went well. */
  String done(String... line) throws IOException, InterruptedException {
    Run run = run(line);
    assertThat(run.exit()).as(run.said()).isZero();
    return run.said();
  }
}
