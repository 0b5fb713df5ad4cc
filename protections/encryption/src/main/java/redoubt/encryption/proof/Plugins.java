package redoubt.encryption.proof;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Port of the proofs: starts KMS plugins on this machine. */
public interface Plugins {
  /** Why none can be started; empty when one can. */
  Optional<String> missing();

  /** Starts one and returns at once; it may not be ready yet. */
  Running start(Setup setup);

  /**
   * What a plugin is told.
   *
   * @param directory for what it keeps, of this user alone
   */
  record Setup(
      URI server,
      Path authority,
      String instance,
      String cluster,
      Path apiKeyFile,
      Path socket,
      Path directory) {}

  /** A plugin that was started. */
  interface Running extends AutoCloseable {
    /** Ends it without a word of warning, as a power failure does. Returns once it is gone. */
    void kill();

    /** Whether it has ended by itself before the time is over. */
    boolean endsWithin(Duration time);

    @Override
    void close();
  }
}
