package redoubt.testkit.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An authority and a certificate of 127.0.0.1 for both sides, as kubeadm makes them: RSA, and the
 * key in the older form {@code BEGIN RSA PRIVATE KEY}. Made by the openssl of the machine.
 */
public record TlsFiles(Path authority, Path certificate, Path key) {
  public static TlsFiles make(Path directory) {
    openssl(
        directory,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-subj",
        "/CN=etcd-ca",
        "-days",
        "2");
    openssl(
        directory,
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "new.key",
        "-out",
        "etcd.csr",
        "-subj",
        "/CN=etcd");
    openssl(directory, "rsa", "-in", "new.key", "-traditional", "-out", "etcd.key");
    try {
      Files.writeString(
          directory.resolve("extensions"),
          "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    openssl(
        directory,
        "x509",
        "-req",
        "-in",
        "etcd.csr",
        "-CA",
        "ca.crt",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-out",
        "etcd.crt",
        "-days",
        "2",
        "-extfile",
        "extensions");
    return new TlsFiles(
        directory.resolve("ca.crt"), directory.resolve("etcd.crt"), directory.resolve("etcd.key"));
  }

  private static void openssl(Path directory, String... arguments) {
    try {
      java.util.List<String> command = new java.util.ArrayList<>();
      command.add("openssl");
      command.addAll(java.util.Arrays.asList(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("openssl: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
