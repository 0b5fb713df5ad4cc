package redoubt.keys.http;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import redoubt.keys.Key;
import redoubt.keys.rings.KeyRings;
import redoubt.keys.sql.Rings;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** {@code /api/v2/key_rings}. Who holds roles in some rings only sees those rings. */
public final class RingRoutes {
  private static final int PAGE = KeyRings.MOST + 1;

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;

  public RingRoutes(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/v2/key_rings",
            Access.ring(Role.READER),
            "kms.keyrings.list",
            "Lists the key rings of an instance",
            KeyProtectStyle.INSTANCE,
            this::list),
        new Route(
            "POST",
            "/api/v2/key_rings/{ring}",
            Access.instance(Role.WRITER),
            "kms.keyrings.create",
            "Makes a key ring",
            KeyProtectStyle.INSTANCE,
            this::create),
        new Route(
            "DELETE",
            "/api/v2/key_rings/{ring}",
            Access.instance(Role.WRITER),
            "kms.keyrings.delete",
            "Deletes a key ring without keys that could still be used",
            KeyProtectStyle.INSTANCE,
            this::delete));
  }

  private Response list(Request request) {
    KmsRequest.Page page = KmsRequest.page(request, PAGE);
    boolean counted = KmsRequest.flag(request, "totalCount").orElse(false);
    Request.Rings visible = request.visibleRings();
    List<Map<String, Object>> rings = new ArrayList<>();
    if (visible.contains(Key.DEFAULT_RING)) {
      rings.add(Map.of("id", Key.DEFAULT_RING));
    }
    for (Rings.Ring ring : database.read(handle -> Rings.all(handle, request.instance()))) {
      if (visible.contains(ring.id())) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", ring.id());
        shown.put("creationDate", KmsTime.text(ring.createdAt()));
        shown.put("createdBy", ring.createdBy());
        rings.add(shown);
      }
    }
    ledger.append(
        Entry.ok(
            clock.instant(),
            request.instance(),
            request.principal().user(),
            "kms.keyrings.list",
            "",
            Map.of()));
    return KmsCollection.KEY_RING.response(
        200,
        rings.stream().skip(page.offset()).limit(page.limit()).toList(),
        counted ? OptionalLong.of(rings.size()) : OptionalLong.empty());
  }

  private Response create(Request request) {
    String ring = request.pathParameter("ring");
    database.transaction(transaction -> {
      Instant now = clock.instant();
      KeyRings.create(transaction, request.instance(), ring, now, request.principal().user());
      return record(transaction, request, "kms.keyrings.create", ring, now);
    });
    return Response.empty(201);
  }

  private Response delete(Request request) {
    String ring = request.pathParameter("ring");
    boolean force = KmsRequest.flag(request, "force").orElse(false);
    database.transaction(transaction -> {
      Instant now = clock.instant();
      KeyRings.delete(transaction, request.instance(), ring, force, now);
      return record(transaction, request, "kms.keyrings.delete", ring, now);
    });
    return Response.empty(204);
  }

  private redoubt.ledger.EntryId record(
      org.jdbi.v3.core.Handle transaction,
      Request request,
      String action,
      String ring,
      Instant now) {
    return ledger.append(
        transaction,
        List.of(
            Entry.ok(now, request.instance(), request.principal().user(), action, ring, Map.of())));
  }
}
