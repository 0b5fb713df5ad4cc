package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's notary, with a directory and passphrases of its own.
 *
 * @param server URL of a trust server
 * @param authority that its certificate is of
 */
record NotaryClient(String server, Path authority, Path directory, Map<String, String> login) {
  /** What a call came to, and all that it said. */
  record Run(int exit, String said) {
    Run expect(int wanted) {
      if (exit != wanted) {
        throw new AssertionError("exit " + exit + ": " + said);
      }
      return this;
    }
  }

  NotaryClient as(String user, String secret) {
    return new NotaryClient(
        server,
        authority,
        directory,
        Map.of(
            "NOTARY_AUTH",
            Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(UTF_8))));
  }

  NotaryClient in(Path other) {
    return new NotaryClient(server, authority, other, login);
  }

  Run notary(String... arguments) throws IOException, InterruptedException {
    return notary(Map.of(), arguments);
  }

  Run notary(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "notary",
                "-s",
                server,
                "--tlscacert",
                authority.toString(),
                "-d",
                directory.toString()));
    line.addAll(List.of(arguments));
    return run(directory, line, environment);
  }

  /** Docker's command line; it keeps what it has where notary has it. */
  Run docker(String host, String... arguments) throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory);
    Path tls = Files.createDirectories(home.resolve(".docker/tls").resolve(host));
    Files.write(tls.resolve("ca.crt"), Files.readAllBytes(authority));
    Files.writeString(
        home.resolve(".docker/config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
            .formatted(host, login.getOrDefault("NOTARY_AUTH", "")));
    List<String> line = new ArrayList<>(List.of("docker", "trust"));
    line.addAll(List.of(arguments));
    return run(home, line, Map.of("DOCKER_CONTENT_TRUST_SERVER", server));
  }

  private Run run(Path where, List<String> line, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.createDirectories(where);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).directory(where.toFile());
    builder.environment().put("HOME", where.toString());
    for (String role : List.of("ROOT", "TARGETS", "SNAPSHOT", "DELEGATION")) {
      builder.environment().put("NOTARY_" + role + "_PASSPHRASE", "correct horse");
    }
    builder.environment().put("DOCKER_CONTENT_TRUST_ROOT_PASSPHRASE", "correct horse");
    builder.environment().put("DOCKER_CONTENT_TRUST_REPOSITORY_PASSPHRASE", "correct horse");
    builder.environment().putAll(login);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Run(process.waitFor(), said);
  }

  /** A key pair and a certificate for a delegation, made by openssl: {@code NAME.key, NAME.crt}. */
  void makeKey(String name) throws IOException, InterruptedException {
    run(
            directory,
            List.of(
                "openssl",
                "ecparam",
                "-name",
                "prime256v1",
                "-genkey",
                "-noout",
                "-out",
                name + ".key"),
            Map.of())
        .expect(0);
    run(
            directory,
            List.of(
                "openssl",
                "req",
                "-x509",
                "-new",
                "-key",
                name + ".key",
                "-days",
                "300",
                "-subj",
                "/CN=" + name,
                "-out",
                name + ".crt"),
            Map.of())
        .expect(0);
  }

  /** Of a certificate that was made here, as PEM. */
  String publicKey(String name) throws IOException, InterruptedException {
    return run(
            directory,
            List.of("openssl", "x509", "-in", name + ".crt", "-pubkey", "-noout"),
            Map.of())
        .expect(0)
        .said();
  }
}
