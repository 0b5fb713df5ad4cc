package redoubt.registry.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RobotRows;
import redoubt.store.Database;
import redoubt.web.Role;

/** Robots of tenants. {@code actor} is the id of who does it. */
public final class Robots {
  /** Most robots of a namespace. */
  public static final int MOST = 100;

  private static final Duration LONGEST = Duration.ofDays(366);

  private final Database database;
  private final Ledger ledger;
  private final RobotAccounts accounts;
  private final InstantSource clock;

  public Robots(Database database, Ledger ledger, RobotAccounts accounts, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * What a new robot is to be.
   *
   * @param repository within the namespace; empty means all of them
   */
  public record Wish(
      String name, String namespace, Optional<String> repository, Role role, Instant expiresAt) {}

  /** A robot, and the only time that its key is there to show; whoever takes it closes it. */
  public record Made(Robot robot, SecretBytes key) implements AutoCloseable {
    @Override
    public void close() {
      key.close();
    }
  }

  /** A robot and when it last signed in. */
  public record Seen(Robot robot, Optional<Instant> lastUsedAt) {}

  /**
   * Adds a robot with a key that expires.
   *
   * @throws Failure {@code registry.bad-robot}, {@code registry.no-namespace}, {@code
   *     registry.robot-exists}, {@code registry.limit} at 100 of a namespace, {@code oci.bad-name};
   *     as the accounts' port
   */
  public Made add(String instance, String actor, Wish wish) {
    Instant now = clock.instant();
    Robot robot =
        new Robot(
            wish.name(),
            instance,
            wish.namespace(),
            wish.repository().map(rest -> new RepositoryName(wish.namespace() + "/" + rest)),
            wish.role(),
            wish.expiresAt().truncatedTo(ChronoUnit.MILLIS),
            now,
            actor);
    if (!Robot.isName(robot.name())) {
      throw badRobot("That is no name of a robot.", "Use 1 to 40 of a-z, 0-9, - and _.");
    }
    if (robot.role() != Role.READER && robot.role() != Role.WRITER) {
      throw badRobot("A robot is a reader or a writer.", "Name one of these roles.");
    }
    if (!robot.expiresAt().isAfter(now) || robot.expiresAt().isAfter(now.plus(LONGEST))) {
      throw badRobot(
          "A robot's key expires after now, and within 366 days.", "Name a moment in between.");
    }
    return database.transaction(transaction -> {
      lockNamespace(transaction, instance, robot.namespace());
      if (RobotRows.count(transaction, robot.namespace()) >= MOST) {
        throw new Failure(
            Failure.Kind.CONFLICT,
            "registry.limit",
            "The namespace has " + MOST + " robots, and may not have more.",
            "Remove one that is not needed.");
      }
      if (!RobotRows.insert(transaction, robot)) {
        throw new Failure(
            Failure.Kind.CONFLICT,
            "registry.robot-exists",
            "The namespace has a robot of that name.",
            "Remove it first, which ends its key, or choose another name.");
      }
      List<Entry> journal = new ArrayList<>();
      SecretBytes key = accounts.create(transaction, journal::add, actor, robot);
      journal.add(entry(robot, actor, "container-registry.robot.create"));
      ledger.append(transaction, journal);
      return new Made(robot, key);
    });
  }

  /** An expiry. */
  public Instant daysFromNow(int days) {
    return clock.instant().plus(Duration.ofDays(days));
  }

  /** Those of an instance, by namespace and name. */
  public List<Seen> list(String instance) {
    return database.read(handle ->
        RobotRows.of(handle, instance).stream()
            .map(robot -> new Seen(robot, accounts.lastUsed(handle, robot)))
            .toList());
  }

  /**
   * Removes a robot; its key and what it got with it end at once.
   *
   * @param account as which it logs in
   * @throws Failure {@code registry.no-robot}
   */
  public void remove(String instance, String actor, String account) {
    database.transaction(transaction -> {
      Robot robot =
          RobotRows.of(transaction, instance).stream()
              .filter(one -> one.account().equals(account))
              .findFirst()
              .orElseThrow(Robots::noRobot);
      lockNamespace(transaction, instance, robot.namespace());
      if (!RobotRows.delete(transaction, robot)) {
        throw noRobot();
      }
      List<Entry> journal = new ArrayList<>();
      accounts.end(transaction, journal::add, actor, robot);
      journal.add(entry(robot, actor, "container-registry.robot.delete"));
      ledger.append(transaction, journal);
      return true;
    });
  }

  /**
   * A namespace with robots is not removed: their accounts would outlive it.
   *
   * @throws Failure {@code registry.namespace-has-robots}
   */
  public static void beforeRemoval(Handle transaction, String namespace) {
    List<String> robots = RobotRows.accounts(transaction, namespace);
    if (!robots.isEmpty()) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "registry.namespace-has-robots",
          robots.size() == 1
              ? "The namespace has a robot."
              : "The namespace has " + robots.size() + " robots.",
          (robots.size() == 1 ? "Remove it first: " : "Remove each first, beginning with: ")
              + "redoubt robot remove "
              + robots.getFirst()
              + ".");
    }
  }

  /** Robots of a namespace come and go one at a time, and not while it is removed. */
  private static void lockNamespace(Handle transaction, String instance, String namespace) {
    if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
      throw RegistryFailures.noNamespace();
    }
  }

  private Entry entry(Robot robot, String actor, String action) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("role", robot.role().name());
    details.put(robot.part().kind().word(), robot.part().name());
    details.put("expiresAt", robot.expiresAt().toString());
    return Entry.ok(clock.instant(), robot.instance(), actor, action, robot.account(), details);
  }

  private static Failure badRobot(String what, String remedy) {
    return new Failure(Failure.Kind.INVALID, "registry.bad-robot", what, remedy);
  }

  private static Failure noRobot() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.no-robot",
        "There is no such robot in the instance.",
        "List those that there are with redoubt robot list.");
  }
}
