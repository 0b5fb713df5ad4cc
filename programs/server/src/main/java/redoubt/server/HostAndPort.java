package redoubt.server;

/** An address of an option, {@code HOST:PORT}. */
record HostAndPort(String host, int port) {
  static HostAndPort parse(String option, String text, String example) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw StorageOptions.wrong(
          option + " " + text + " is not HOST:PORT.",
          "For example " + option + " " + example + ".");
    }
    return new HostAndPort(host, Integer.parseInt(port));
  }
}
