package redoubt.server.doorbell;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.core.Proof;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Room;
import redoubt.web.Route;

/** Writers of an instance ring; nobody without a name does. */
public final class DoorbellRoom implements Room {
  public static final Migrations MIGRATIONS = new Migrations("doorbell", "redoubt/server/doorbell");

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;
  private volatile Optional<RuntimeException> fault = Optional.empty();

  public DoorbellRoom(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "doorbell";
  }

  @Override
  public String title() {
    return "Doorbell";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/v1/instances/{instance}/doorbell",
            Access.instance(Role.WRITER),
            "doorbell.ring",
            "Rings",
            ApiStyle.redoubt(),
            this::ring));
  }

  private Response ring(Request request) {
    long rings =
        ring(request.instance(), request.query("visitor").orElse(""), request.principal().user());
    return Response.json(200, Map.of("rings", rings));
  }

  private long ring(String instance, String visitor, String actor) {
    if (visitor.isEmpty()) {
      throw new Failure(
          Failure.Kind.INVALID, "doorbell.no-name", "The visitor has no name.", "Say who rings.");
    }
    return database.transaction(transaction -> {
      transaction.execute("INSERT INTO doorbell.ring VALUES (?, ?)", instance, visitor);
      ledger.append(
          transaction,
          List.of(Entry.ok(clock.instant(), instance, actor, "doorbell.ring", visitor, Map.of())));
      return number(transaction, "SELECT count(*) FROM doorbell.ring");
    });
  }

  /** How often time has polished the bell. */
  public long polished() {
    return database.read(handle -> number(handle, "SELECT times FROM doorbell.polish"));
  }

  private static long number(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask(
            "doorbell.polish",
            Duration.ofMillis(50),
            () ->
                database.transaction(
                    handle -> handle.execute("UPDATE doorbell.polish SET times = times + 1"))));
  }

  /** What its proof meets instead of a refusal, if anything. */
  public void plant(Optional<RuntimeException> planted) {
    fault = planted;
  }

  @Override
  public List<Proof> proofs() {
    return List.of(new NamelessProof());
  }

  private final class NamelessProof implements Proof {
    @Override
    public String id() {
      return "doorbell.nameless";
    }

    @Override
    public String claim() {
      return "Nobody rings without a name.";
    }

    @Override
    public String attack() {
      return "Rings without a name.";
    }

    @Override
    public Observation attempt() {
      fault.ifPresent(planted -> {
        throw planted;
      });
      try {
        ring("nowhere", "", "proof");
        return Observation.failed("It rang.");
      } catch (Failure refused) {
        return Observation.proven("Refused with " + refused.code() + ".");
      }
    }
  }
}
