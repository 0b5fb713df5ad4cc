package redoubt.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import redoubt.core.Failure;

/**
 * Where a database is and how to log in.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param password empty when the server asks for none or the driver finds it in {@code ~/.pgpass}
 */
public record ConnectionSettings(String url, String user, String password) {
  public ConnectionSettings {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("not a PostgreSQL URL of JDBC");
    }
  }

  /**
   * Reads {@code postgresql://user:password@host:port/database?option=value}, as other PostgreSQL
   * clients take it, or the same behind {@code jdbc:}.
   *
   * @throws Failure {@code store.bad-url}; its text has no part of the URL, which may hold a
   *     password
   */
  public static ConnectionSettings parse(String url) {
    String plain = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    URI uri;
    try {
      uri = new URI(plain.replaceFirst("^postgres://", "postgresql://"));
    } catch (URISyntaxException e) {
      throw badUrl();
    }
    String path = uri.getRawPath();
    if (!"postgresql".equals(uri.getScheme())
        || uri.getHost() == null
        || path == null
        || path.length() < 2) {
      throw badUrl();
    }
    String user = System.getProperty("user.name", "redoubt");
    String password = "";
    String login = uri.getRawUserInfo();
    if (login != null) {
      int colon = login.indexOf(':');
      user = decode(colon < 0 ? login : login.substring(0, colon));
      password = colon < 0 ? "" : decode(login.substring(colon + 1));
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new ConnectionSettings(
        "jdbc:postgresql://" + uri.getHost() + port + path + options, user, password);
  }

  Properties properties(String applicationName) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  /** Without the password, and without the URL's options, which may hold another. */
  @Override
  public String toString() {
    int options = url.indexOf('?');
    return user + " at " + (options < 0 ? url : url.substring(0, options));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badUrl();
    }
  }

  private static Failure badUrl() {
    return new Failure(
        Failure.Kind.INVALID,
        "store.bad-url",
        "The database URL cannot be read.",
        "Give it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.");
  }
}
