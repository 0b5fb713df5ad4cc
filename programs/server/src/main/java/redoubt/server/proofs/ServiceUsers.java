package redoubt.server.proofs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.identity.FreshKey;
import redoubt.identity.Identity;
import redoubt.identity.Instance;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;
import redoubt.identity.Services;
import redoubt.identity.User;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Role;

/** Service users of one visit, each with one role; closing it deletes them. */
final class ServiceUsers implements AutoCloseable {
  /** Who makes and deletes them, for the ledger. */
  private static final String ACTOR = "proofs";

  /** With what their names begin. */
  private static final String PREFIX = "redoubt-proof-";

  private static final Duration LONGEST_VISIT = Duration.ofMinutes(30);

  private final Identity identity;
  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;
  private final List<String> names = new ArrayList<>();

  ServiceUsers(Identity identity, Database database, Ledger ledger, InstantSource clock) {
    this.identity = identity;
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The instance of that name, which is made if there is none. */
  String instance(String name) {
    Optional<String> there = find(name);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      String maker = name("maker");
      String id =
          change((transaction, journal) ->
              identity.services().ensure(transaction, journal, ACTOR, maker));
      return identity.instances().create(id, name).id();
    } catch (Failure e) {
      // Another server may have made it in between.
      return find(name).orElseThrow(() -> e);
    }
  }

  private Optional<String> find(String name) {
    return all(identity.instances()::list).stream()
        .filter(instance -> instance.name().equalsIgnoreCase(name))
        .map(Instance::id)
        .findFirst();
  }

  /** A token of a user that holds the role in the instance and nothing else. */
  String token(String instance, Role role) {
    String name = name(role.name().toLowerCase(Locale.ROOT));
    Optional<Instant> end = Optional.of(clock.instant().plus(LONGEST_VISIT));
    Services services = identity.services();
    FreshKey key =
        change((transaction, journal) -> {
          String _ = services.ensure(transaction, journal, ACTOR, name);
          services.admit(transaction, journal, ACTOR, name, role, instance, Optional.empty());
          return services.issue(transaction, journal, ACTOR, name, "proof", end);
        });
    return identity.tokens().issue(key.text(), "127.0.0.1").text();
  }

  /** Of a service that is ended with the visit. */
  private String name(String purpose) {
    String random = Base64.getUrlEncoder().withoutPadding().encodeToString(Randomness.bytes(9));
    String name = PREFIX + purpose + "-" + random + "x";
    names.add(name);
    return name;
  }

  private <T> T change(BiFunction<Handle, Consumer<Entry>, T> work) {
    return database.transaction(transaction -> {
      List<Entry> entries = new ArrayList<>();
      T made = work.apply(transaction, entries::add);
      if (!entries.isEmpty()) {
        ledger.append(transaction, entries);
      }
      return made;
    });
  }

  /** Deletes users of visits that a crash ended. */
  void sweep() {
    Instant before = clock.instant().minus(LONGEST_VISIT);
    for (User user : all(identity.users()::list)) {
      if (user.service() && user.name().startsWith(PREFIX) && user.createdAt().isBefore(before)) {
        end(user.name());
      }
    }
  }

  private void end(String name) {
    boolean _ =
        change((transaction, journal) -> {
          identity.services().end(transaction, journal, ACTOR, name);
          return true;
        });
  }

  private static <T> List<T> all(Function<PageRequest, Page<T>> list) {
    List<T> items = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<T> page = list.apply(PageRequest.parse(Optional.empty(), after));
      items.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    return items;
  }

  @Override
  public void close() {
    names.forEach(this::end);
    names.clear();
  }
}
