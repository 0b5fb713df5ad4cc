package redoubt.encryption.kube;

import redoubt.core.Failure;

/** What came is too long, or no answer of an API server. */
final class OddAnswer extends Failure {
  private static final long serialVersionUID = 1;

  OddAnswer() {
    super(
        Kind.UNAVAILABLE,
        "encryption.api-server-odd",
        "What answered for the API server did not answer as one.",
        "Look whether the kubeconfig names an API server.");
  }
}
