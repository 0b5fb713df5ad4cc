package redoubt.kms;

import io.grpc.Status;
import redoubt.core.Failure;

/** A plugin answered a call with a gRPC error, or not at all. */
public final class KmsCallFailed extends Failure {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String description;

  KmsCallFailed(String call, Status status) {
    super(
        Failure.Kind.UNAVAILABLE,
        "kms.call-failed",
        call + " failed with " + status.getCode() + description(status) + ".",
        "Look into the plugin's log.",
        status.getCause());
    this.status = status.getCode().name();
    this.description = status.getDescription() == null ? "" : status.getDescription();
  }

  private static String description(Status status) {
    return status.getDescription() == null ? "" : " (" + status.getDescription() + ")";
  }

  /** The gRPC status, such as {@code UNAVAILABLE} or {@code DEADLINE_EXCEEDED}. */
  public String status() {
    return status;
  }

  /** The text that came with the status; may be empty. */
  public String description() {
    return description;
  }
}
