package redoubt.encryption.kube;

import redoubt.core.Failure;

/** An API server said no to one call. */
public final class KubeRefused extends Failure {
  private static final long serialVersionUID = 1;

  private final int status;

  KubeRefused(int status, String what) {
    super(
        switch (status) {
          case 401, 403 -> Kind.FORBIDDEN;
          case 404 -> Kind.NOT_FOUND;
          case 409 -> Kind.CONFLICT;
          case 410 -> Kind.GONE;
          case 429 -> Kind.TOO_MANY;
          default -> status >= 500 ? Kind.UNAVAILABLE : Kind.UNPROCESSABLE;
        },
        "encryption.api-server-refused",
        "The API server answered " + status + " when asked to " + what + ".",
        "Look whether the API server is healthy and what the kubeconfig's user may do.");
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** Whether the same call would be refused again: the API server is neither ill nor busy. */
  public boolean isFinal() {
    return status < 500 && status != 429;
  }
}
