package redoubt.registry.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.registry.access.Robot;
import redoubt.registry.access.RobotAccounts;

/** Knows which accounts there are, and no more. */
public final class HeldAccounts implements RobotAccounts {
  private final Set<String> names = new ConcurrentSkipListSet<>();

  public Set<String> names() {
    return names;
  }

  @Override
  public SecretBytes create(
      Handle transaction, Consumer<Entry> journal, String actor, Robot robot) {
    names.add(robot.account());
    return SecretBytes.owning(("key of " + robot.account()).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public Optional<Instant> lastUsed(Handle handle, Robot robot) {
    return Optional.empty();
  }

  @Override
  public void end(Handle transaction, Consumer<Entry> journal, String actor, Robot robot) {
    names.remove(robot.account());
  }
}
