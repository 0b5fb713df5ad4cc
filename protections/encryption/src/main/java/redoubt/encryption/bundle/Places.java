package redoubt.encryption.bundle;

/** Where things lie on a control plane node. */
final class Places {
  /** Of everything here, below the directory of the bundle. */
  static final String FOLDER = "redoubt";

  /** The directory of the bundle, on the node. */
  static final String ROOT = "/etc/kubernetes/" + FOLDER;

  /** All that the API server sees of it: no credential of the plugin. */
  static final String API_SERVER = ROOT + "/apiserver";

  static final String CONFIGURATION = API_SERVER + "/encryption-configuration.yaml";

  /** All that the plugin sees of it. */
  static final String PLUGIN = ROOT + "/kms-plugin";

  static final String SOCKET_DIRECTORY = "/run/redoubt-kms";
  static final String SOCKET = SOCKET_DIRECTORY + "/kms.sock";

  private Places() {}
}
