package redoubt.server.proofs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.identity.Grants;
import redoubt.identity.Identity;
import redoubt.identity.Instance;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;
import redoubt.identity.User;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.Role;

/** Service users of one visit, each with one role; closing it deletes them. */
final class ServiceUsers implements AutoCloseable {
  /** Who makes and deletes them, for the ledger. */
  private static final String ACTOR = "proofs";

  /** With what their names begin. */
  private static final String PREFIX = "redoubt-proof-";

  private static final Duration LONGEST_VISIT = Duration.ofMinutes(30);
  private static final Principal SERVER =
      new Principal(ACTOR, ACTOR, List.of(Grant.administrator()));

  private final Identity identity;
  private final InstantSource clock;
  private final List<User> users = new ArrayList<>();

  ServiceUsers(Identity identity, InstantSource clock) {
    this.identity = identity;
    this.clock = clock;
  }

  /** The instance of that name, which is made if there is none. */
  String instance(String name) {
    Optional<String> there = find(name);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return identity.instances().create(user("maker").id(), name).id();
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
    User user = user(role.name().toLowerCase(Locale.ROOT));
    identity.grants().create(SERVER, instance, new Grants.Wish(user.id(), role, Optional.empty()));
    String key =
        identity
            .apiKeys()
            .createForService(
                ACTOR, user.id(), "proof", Optional.of(clock.instant().plus(LONGEST_VISIT)))
            .text();
    return identity.tokens().issue(key, "127.0.0.1").text();
  }

  private User user(String purpose) {
    String random = Base64.getUrlEncoder().withoutPadding().encodeToString(Randomness.bytes(9));
    User user = identity.users().create(ACTOR, PREFIX + purpose + "-" + random + "x", false, true);
    users.add(user);
    return user;
  }

  /** Deletes users of visits that a crash ended. */
  void sweep() {
    Instant before = clock.instant().minus(LONGEST_VISIT);
    for (User user : all(identity.users()::list)) {
      if (user.service() && user.name().startsWith(PREFIX) && user.createdAt().isBefore(before)) {
        delete(user);
      }
    }
  }

  private void delete(User user) {
    try {
      identity.users().delete(ACTOR, user.id());
    } catch (Failure e) {
      if (!e.code().equals("identity.no-such-user")) {
        throw e;
      }
    }
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
    users.forEach(this::delete);
    users.clear();
  }
}
