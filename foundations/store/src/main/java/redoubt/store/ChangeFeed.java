package redoubt.store;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Tells every server on the database what changed (LISTEN / NOTIFY). A subscriber hears of a change
 * after it is committed, usually within milliseconds. When the connection was lost, changes may
 * have been missed: every subscriber's {@code onGap} runs before anything else is told.
 */
public final class ChangeFeed implements AutoCloseable {
  /** Announces a change; told to subscribers when, and only if, the transaction commits. */
  public void announce(Handle transaction, String topic, String payload) {
    throw new IllegalStateException("contract only: " + topic + payload + transaction);
  }

  /** Subscribes for the life of the feed. Both run on the feed's own thread and must be quick. */
  public void subscribe(String topic, Consumer<String> onChange, Runnable onGap) {
    throw new IllegalStateException("contract only: " + topic + onChange + onGap);
  }

  /** False from the moment the connection is lost until it is back and the gap was told. */
  public boolean isLive() {
    throw new IllegalStateException("contract only");
  }

  @Override
  public void close() {}
}
