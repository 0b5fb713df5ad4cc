package redoubt.kmsplugin.server;

import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** The server gave no answer that means anything: says nothing about the root key. */
public final class ServerUnreachable extends Failure {
  private static final long serialVersionUID = 1;

  public ServerUnreachable(String why, @Nullable Throwable cause) {
    super(
        Failure.Kind.UNAVAILABLE,
        "plugin.server-unreachable",
        why,
        "See to it that the server runs and that this machine reaches it.",
        cause);
  }
}
