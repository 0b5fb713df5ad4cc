package redoubt.kmsplugin.server;

import redoubt.core.Failure;

/** The server was asked and refused: the key or the credential may not be used. */
public final class ServerSaysNo extends Failure {
  private static final long serialVersionUID = 1;

  private final int status;

  public ServerSaysNo(String call, int status) {
    super(
        Failure.Kind.CONFLICT,
        "plugin.refused",
        "The server refused to " + call + " (HTTP " + status + ").",
        "Look into the server's ledger: the root key, the cluster or the plugin's API key may be"
            + " disabled or deleted.");
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the refusal is about who asks or what for, not about the question's form. */
  public boolean isFinal() {
    return status == 401 || status == 403 || status == 404 || status == 410;
  }
}
