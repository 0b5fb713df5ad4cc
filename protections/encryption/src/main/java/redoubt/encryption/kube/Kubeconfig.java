package redoubt.encryption.kube;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import redoubt.core.Failure;
import redoubt.encryption.EncryptionFailures;

/**
 * Reads a kubeconfig. Only what is in it counts: a file or a program that it names is never read or
 * run, an unchecked server certificate never taken.
 */
public final class Kubeconfig {
  /** More than one context with certificates takes. */
  public static final int MOST_CHARACTERS = 500_000;

  private static final List<String> OUTSIDE =
      List.of("exec", "auth-provider", "tokenFile", "client-certificate", "client-key");

  private Kubeconfig() {}

  /**
   * The access of the current context.
   *
   * @throws Failure {@code encryption.bad-kubeconfig}; its text has no part of the input
   */
  public static KubeAccess read(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw EncryptionFailures.badKubeconfig("it is longer than " + MOST_CHARACTERS);
    }
    Map<?, ?> config = map(parse(text), "it is no YAML object");
    String current = required(config, "current-context", "it has no current-context");
    Map<?, ?> context = named(config, "contexts", current, "context");
    Map<?, ?> cluster =
        named(
            config,
            "clusters",
            required(context, "cluster", "the context has no cluster"),
            "cluster");
    Map<?, ?> user =
        named(config, "users", required(context, "user", "the context has no user"), "user");
    return access(cluster, user);
  }

  private static KubeAccess access(Map<?, ?> cluster, Map<?, ?> user) {
    if (Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify"))) {
      throw EncryptionFailures.badKubeconfig("it does not check the server's certificate");
    }
    if (cluster.get("proxy-url") != null) {
      throw EncryptionFailures.badKubeconfig("it goes through a proxy");
    }
    if (cluster.get("certificate-authority") != null) {
      throw EncryptionFailures.badKubeconfig(
          "certificate-authority is a file; inline it with kubectl config view --raw --flatten");
    }
    for (String field : OUTSIDE) {
      if (user.get(field) != null) {
        throw EncryptionFailures.badKubeconfig(
            "the user's "
                + field
                + " is outside of it; inline it with"
                + " kubectl config view --raw --flatten, or use a token");
      }
    }
    Optional<String> token = text(user, "token");
    token.ifPresent(Kubeconfig::checkToken);
    Optional<String> certificate = pem(user, "client-certificate-data");
    Optional<String> key = pem(user, "client-key-data");
    if (certificate.isPresent() != key.isPresent()) {
      throw EncryptionFailures.badKubeconfig(
          "client-certificate-data and client-key-data belong together");
    }
    if (token.isEmpty() && certificate.isEmpty()) {
      throw EncryptionFailures.badKubeconfig("the user has neither a token nor a certificate");
    }
    return new KubeAccess(
        server(required(cluster, "server", "the cluster has no server")),
        pem(cluster, "certificate-authority-data")
            .orElseThrow(() ->
                EncryptionFailures.badKubeconfig("the cluster has no certificate-authority-data")),
        text(cluster, "tls-server-name").map(Kubeconfig::checkName),
        token,
        certificate.map(found -> new KubeAccess.ClientCertificate(found, key.orElseThrow())));
  }

  /** An https URL that names a host, and nothing that could lead elsewhere. */
  static URI server(String text) {
    try {
      URI uri = new URI(text);
      boolean good =
          "https".equals(uri.getScheme())
              && uri.getHost() != null
              && (uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65_535))
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      if (!good) {
        throw EncryptionFailures.badKubeconfig("the server is not an https URL");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw EncryptionFailures.badKubeconfig("the server is not an https URL");
    }
  }

  private static String checkName(String name) {
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})")) {
      throw EncryptionFailures.badKubeconfig("tls-server-name is not a name");
    }
    return name;
  }

  private static void checkToken(String token) {
    if (!token.matches("[!-~]{1,16384}")) {
      throw EncryptionFailures.badKubeconfig("the token has characters that no token has");
    }
  }

  private static @Nullable Object parse(String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setMaxAliasesForCollections(0);
    limits.setAllowDuplicateKeys(false);
    limits.setNestingDepthLimit(16);
    limits.setCodePointLimit(MOST_CHARACTERS);
    try {
      return new Yaml(new SafeConstructor(limits)).load(text);
    } catch (YAMLException e) {
      throw EncryptionFailures.badKubeconfig("it is not well-formed YAML");
    }
  }

  /** The object of that name in a list of {@code {name, KIND: {…}}}. */
  private static Map<?, ?> named(Map<?, ?> config, String list, String name, String kind) {
    if (config.get(list) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> entry && name.equals(entry.get("name"))) {
          return map(entry.get(kind), "a " + kind + " in it is no object");
        }
      }
    }
    throw EncryptionFailures.badKubeconfig("the " + kind + " of its current context is missing");
  }

  private static Map<?, ?> map(@Nullable Object value, String otherwise) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw EncryptionFailures.badKubeconfig(otherwise);
  }

  private static String required(Map<?, ?> map, String field, String otherwise) {
    return text(map, field).orElseThrow(() -> EncryptionFailures.badKubeconfig(otherwise));
  }

  private static Optional<String> text(Map<?, ?> map, String field) {
    return map.get(field) instanceof String text && !text.isBlank()
        ? Optional.of(text.strip())
        : Optional.empty();
  }

  private static Optional<String> pem(Map<?, ?> map, String field) {
    return text(map, field)
        .map(base64 -> {
          try {
            String pem =
                new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
            if (!pem.contains("-----BEGIN ")) {
              throw EncryptionFailures.badKubeconfig(field + " is not PEM");
            }
            return pem;
          } catch (IllegalArgumentException e) {
            throw EncryptionFailures.badKubeconfig(field + " is not base64");
          }
        });
  }
}
