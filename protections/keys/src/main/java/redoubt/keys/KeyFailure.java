package redoubt.keys;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** A failure with a reason code of the Key Protect API, and the field that is at fault. */
public final class KeyFailure extends Failure {
  private static final long serialVersionUID = 1;

  private final KeyProtectError error;
  private final @Nullable String field;

  KeyFailure(KeyProtectError error, String what, @Nullable String field) {
    super(error.kind(), error.code(), what, error.remedy());
    this.error = error;
    this.field = field;
  }

  public KeyProtectError error() {
    return error;
  }

  /** Name of the field or query parameter that is at fault. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }
}
