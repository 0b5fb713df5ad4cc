package redoubt.testkit.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The certificates that kubeadm makes, below {@code /etc/kubernetes/pki}, for 127.0.0.1. */
final class Pki {
  private static final String SCRIPT =
      """
      set -e
      authority() { # FILE NAME
        openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -subj "/CN=$2" -days 2
      }
      issue() { # FILE AUTHORITY SUBJECT EXTENSIONS
        openssl req -newkey rsa:2048 -nodes -keyout "$1.pkcs8" -out "$1.csr" -subj "$3"
        openssl rsa -in "$1.pkcs8" -traditional -out "$1.key"
        printf "%b" "$4" > "$1.ext"
        openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -out "$1.crt" \\
          -days 2 -extfile "$1.ext"
        rm "$1.pkcs8" "$1.csr" "$1.ext"
      }
      client='extendedKeyUsage=clientAuth\\n'
      server='extendedKeyUsage=serverAuth\\nsubjectAltName=IP:127.0.0.1,DNS:localhost\\n'
      authority ca kubernetes
      authority front-proxy-ca front-proxy-ca
      issue apiserver ca /CN=kube-apiserver "$server"
      issue apiserver-kubelet-client ca /O=system:masters/CN=kube-apiserver-kubelet-client "$client"
      issue front-proxy-client front-proxy-ca /CN=front-proxy-client "$client"
      issue admin ca /O=system:masters/CN=kubernetes-admin "$client"
      issue migration ca /CN=redoubt-migration "$client"
      openssl genrsa -out sa.key 2048
      openssl rsa -in sa.key -pubout -out sa.pub
      """;

  private final Path directory;

  private Pki(Path directory) {
    this.directory = directory;
  }

  static Pki make(Path directory) {
    try {
      Files.createDirectories(directory);
      Process process =
          new ProcessBuilder("sh", "-c", SCRIPT)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("openssl: " + said);
      }
      return new Pki(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Path authority() {
    return directory.resolve("ca.crt");
  }

  Path certificate(String user) {
    return directory.resolve(user + ".crt");
  }

  Path key(String user) {
    return directory.resolve(user + ".key");
  }

  /** As {@code kubectl config view --raw --flatten --minify} prints it. */
  String kubeconfig(String server, String user) {
    return """
    apiVersion: v1
    kind: Config
    current-context: %1$s
    clusters:
    - name: kubernetes
      cluster: {server: "%2$s", certificate-authority-data: %3$s}
    users:
    - name: %1$s
      user: {client-certificate-data: %4$s, client-key-data: %5$s}
    contexts:
    - name: %1$s
      context: {cluster: kubernetes, user: %1$s}
    """
        .formatted(user, server, inline(authority()), inline(certificate(user)), inline(key(user)));
  }

  private static String inline(Path file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
