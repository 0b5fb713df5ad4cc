package redoubt.keys.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.Deadlines;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.listing.Condition;
import redoubt.keys.listing.FilterParser;
import redoubt.keys.listing.KeyQuery;
import redoubt.keys.listing.Search;
import redoubt.keys.listing.SortOrder;
import redoubt.keys.sql.KeyList;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** The list of keys and their number. */
public final class KeyListRoutes {
  private static final int DEFAULT_LIMIT = 200;

  private final Database database;
  private final KeyChanges changes;
  private final Ledger ledger;
  private final InstantSource clock;

  public KeyListRoutes(Database database, KeyChanges changes, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.ledger = ledger;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/v2/keys",
            Access.ring(Role.READER),
            "kms.secrets.list",
            "List keys",
            KeyProtectStyle.INSTANCE,
            this::list),
        new Route(
            "HEAD",
            "/api/v2/keys",
            Access.ring(Role.READER),
            "kms.secrets.head",
            "Count keys, in the header Key-Total",
            KeyProtectStyle.INSTANCE,
            this::count));
  }

  private Response list(Request request) {
    KeyQuery query = query(request);
    KmsRequest.Page page = KmsRequest.page(request, DEFAULT_LIMIT);
    List<Key> keys =
        database.read(handle -> KeyList.list(handle, query, page.limit(), page.offset()));
    Instant now = clock.instant();
    List<Map<String, Object>> shown = new ArrayList<>(keys.size());
    for (Key key : keys) {
      Optional<Key> settled =
          Deadlines.due(key, now).isEmpty()
              ? Optional.of(key)
              : changes.settle(key.tenant(), key.id());
      settled.ifPresent(current -> shown.add(KeyJson.of(current, now)));
    }
    record(request, "kms.secrets.list", shown.size());
    return KmsCollection.KEY.response(200, shown);
  }

  private Response count(Request request) {
    KeyQuery query = query(request);
    long count = database.read(handle -> KeyList.count(handle, query));
    record(request, "kms.secrets.head", count);
    return Response.empty(200).withHeader("Key-Total", Long.toString(count));
  }

  private static KeyQuery query(Request request) {
    List<Condition> conditions = new ArrayList<>();
    request
        .query("state")
        .map(text ->
            FilterParser.states(text)
                .orElseThrow(() ->
                    KeyProtectError.queryParameter(
                        "state", "a comma-separated list of integers between 0 and 5 (inclusive)")))
        .ifPresent(states -> conditions.add(new Condition.In(states)));
    KmsRequest.flag(request, "extractable")
        .ifPresent(value -> conditions.add(new Condition.Extractable(value)));
    request.query("filter").ifPresent(text -> conditions.addAll(FilterParser.parse(text)));
    return new KeyQuery(
        request.instance(),
        rings(request),
        conditions,
        request.query("search").flatMap(Search::parse),
        request
            .query("sort")
            .filter(text -> !text.isEmpty())
            .map(SortOrder::parse)
            .orElse(SortOrder.NONE));
  }

  private static Optional<Set<String>> rings(Request request) {
    Optional<String> asked = KmsRequest.ring(request);
    if (asked.isPresent()) {
      request.requireRing(asked.get());
      return Optional.of(Set.of(asked.get()));
    }
    Request.Rings visible = request.visibleRings();
    return visible.all() ? Optional.empty() : Optional.of(visible.named());
  }

  private void record(Request request, String action, long count) {
    ledger.append(
        Entry.ok(
            clock.instant(),
            request.instance(),
            request.principal().user(),
            action,
            "",
            Map.of("count", Long.toString(count))));
  }
}
