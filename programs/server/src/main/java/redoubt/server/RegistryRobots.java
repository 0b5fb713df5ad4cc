package redoubt.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.identity.FreshKey;
import redoubt.identity.Services;
import redoubt.ledger.Entry;
import redoubt.registry.access.Robot;
import redoubt.registry.access.RobotAccounts;

/** Robots are services of identity, with one API key each. */
record RegistryRobots(Services services) implements RobotAccounts {
  @Override
  public SecretBytes create(
      Handle transaction, Consumer<Entry> journal, String actor, Robot robot) {
    String name = robot.account();
    String _ = services.create(transaction, journal, actor, name);
    services.admit(
        transaction,
        journal,
        actor,
        name,
        robot.role(),
        robot.instance(),
        Optional.of(robot.part()));
    FreshKey key =
        services.issue(transaction, journal, actor, name, name, Optional.of(robot.expiresAt()));
    return SecretBytes.owning(key.text().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public Optional<Instant> lastUsed(Handle handle, Robot robot) {
    return services.keys(handle, robot.account()).stream()
        .flatMap(key -> key.lastUsedAt().stream())
        .findFirst();
  }

  @Override
  public void end(Handle transaction, Consumer<Entry> journal, String actor, Robot robot) {
    services.end(transaction, journal, actor, robot.account());
  }
}
