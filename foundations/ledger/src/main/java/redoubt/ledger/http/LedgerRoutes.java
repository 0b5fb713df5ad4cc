package redoubt.ledger.http;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** The routes of the ledger. */
public final class LedgerRoutes {
  private static final int USUAL_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;

  private final Ledger ledger;
  private final InstantSource clock;

  public LedgerRoutes(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  public List<Route> routes() {
    Access administrator = Access.administrator();
    Access manager = Access.instance(Role.MANAGER, Role.ADMINISTRATOR);
    String ofInstance = "/v1/instances/{instance}/ledger/";
    return List.of(
        get(
            "/v1/ledger/head",
            Access.signedIn(),
            "ledger.head.read",
            "The signed head",
            this::head),
        get(
            "/v1/ledger/consistency",
            Access.signedIn(),
            "ledger.consistency.read",
            "Proof that the log of size to begins with that of size from",
            this::consistency),
        get(
            "/v1/ledger/entries",
            administrator,
            "ledger.entries.read",
            "Entries of all tenants, newest first",
            request -> entries(request, request.query("tenant"))),
        get(
            ofInstance + "entries",
            manager,
            "ledger.entries.read",
            "Entries of the instance, newest first",
            request -> entries(request, Optional.of(request.instance()))),
        get(
            "/v1/ledger/entries/{entry}/proof",
            administrator,
            "ledger.proof.read",
            "Proof that an entry is in the log",
            request -> proof(request, Optional.empty())),
        get(
            ofInstance + "entries/{entry}/proof",
            manager,
            "ledger.proof.read",
            "Proof that an entry of the instance is in the log",
            request -> proof(request, Optional.of(request.instance()))),
        get(
            "/v1/ledger/export",
            administrator,
            "ledger.export.read",
            "The whole log, one JSON value per line",
            request -> export(request, Optional.empty())),
        get(
            ofInstance + "export",
            manager,
            "ledger.export.read",
            "The log with the instance's entries and the hashes of all others",
            request -> export(request, Optional.of(request.instance()))));
  }

  private static Route get(
      String path, Access access, String action, String summary, Route.Handler handler) {
    return new Route("GET", path, access, action, summary, ApiStyle.redoubt(), handler);
  }

  private Response head(Request request) {
    return Response.json(200, LedgerJson.head(ledger.head()));
  }

  private Response consistency(Request request) {
    return Response.json(
        200,
        LedgerJson.consistency(ledger.consistency(size(request, "from"), size(request, "to"))));
  }

  private Response entries(Request request, Optional<String> tenant) {
    EntryFilter filter =
        new EntryFilter(
            tenant, request.query("action"), request.query("target"), request.query("outcome"));
    Optional<EntryId> before =
        request
            .query("before")
            .map(text -> EntryId.parse(text).orElseThrow(LedgerRoutes::badCursor));
    return Response.json(
        200, LedgerJson.page(request, ledger.entries(filter, before, limit(request))));
  }

  private Response proof(Request request, Optional<String> tenant) {
    EntryId id = EntryId.parse(request.pathParameter("entry")).orElseThrow(LedgerRoutes::noEntry);
    return Response.json(200, LedgerJson.proof(ledger.prove(id, tenant)));
  }

  private Response export(Request request, Optional<String> tenant) {
    ledger.append(
        Entry.ok(
            clock.instant(),
            tenant.orElse(Entry.SYSTEM),
            request.principal().user(),
            "ledger.export.read",
            "",
            Map.of()));
    return Response.stream(200, "application/x-ndjson", out -> ledger.export(tenant, out));
  }

  private static int limit(Request request) {
    return request
        .query("limit")
        .map(text -> number(text, 1, LARGEST_LIMIT).orElseThrow(LedgerRoutes::badLimit).intValue())
        .orElse(USUAL_LIMIT);
  }

  private static long size(Request request, String name) {
    return request
        .query(name)
        .flatMap(text -> number(text, 0, Long.MAX_VALUE))
        .orElseThrow(() ->
            invalid(
                "ledger.bad-size",
                "The parameter " + name + " is missing or no number.",
                "Give from and to, two sizes of the log with from <= to."));
  }

  private static Optional<Long> number(String text, long least, long most) {
    if (!text.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(text)).filter(n -> n >= least && n <= most);
  }

  private static Failure badCursor() {
    return invalid(
        "ledger.bad-cursor",
        "The parameter before is no entry's id.",
        "Give what the last answer had as next.");
  }

  private static Failure badLimit() {
    return invalid(
        "ledger.bad-limit",
        "The parameter limit is not a number from 1 to " + LARGEST_LIMIT + ".",
        "Leave it out or give such a number.");
  }

  private static Failure noEntry() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "ledger.no-entry",
        "There is no such entry here.",
        "Take an id from the list of entries; it reads LEAF.POSITION.");
  }

  private static Failure invalid(String code, String what, String remedy) {
    return new Failure(Failure.Kind.INVALID, code, what, remedy);
  }
}
