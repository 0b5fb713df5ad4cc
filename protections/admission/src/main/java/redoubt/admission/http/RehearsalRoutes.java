package redoubt.admission.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.rehearse.Item;
import redoubt.admission.rehearse.Rehearsals;
import redoubt.admission.rehearse.Wish;
import redoubt.admission.seen.Sightings;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.BodyRule;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What other policies, or the loss of a signer, would do to what a cluster runs. */
public final class RehearsalRoutes {
  private static final String ALL = "/v1/instances/{instance}/image-policies";
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([dhm])");
  private static final int MOST_EXEMPT = 1_000;
  private static final int MOST_EVICTED = 100;

  private final Rehearsals rehearsals;
  private final InstantSource clock;

  public RehearsalRoutes(Rehearsals rehearsals, InstantSource clock) {
    this.rehearsals = rehearsals;
    this.clock = clock;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            ALL + "/rehearse",
            Access.instance(Role.READER),
            "admission.rehearse",
            "Say what policies would refuse of what a cluster runs, and of what it admitted lately",
            ApiStyle.redoubt(),
            new BodyRule.Whole(PolicyFile.LONGEST + (1 << 20)),
            this::rehearse),
        new Route(
            "POST",
            ALL + "/impact",
            Access.instance(Role.READER),
            "admission.impact",
            "Say what a cluster runs that would be refused today, or once a signer is revoked",
            ApiStyle.redoubt(),
            this::impact),
        new Route(
            "POST",
            ALL + "/evict",
            Access.instance(Role.MANAGER),
            "admission.evict",
            "Have pods of a cluster stopped that would be refused today, so many at most",
            ApiStyle.redoubt(),
            this::evict));
  }

  private Response evict(Request request) {
    JsonNode wish = request.json();
    String cluster = text(wish, "cluster");
    request.concerns(cluster);
    int budget = wish.path("budget").asInt(0);
    if (budget < 1 || budget > MOST_EVICTED) {
      throw AdmissionFailures.badField("budget", "is no number from 1 to " + MOST_EVICTED);
    }
    return Response.json(
        200,
        FoundView.evicted(
            rehearsals.evict(
                request.instance(),
                request.principal().user(),
                cluster,
                optional(wish, "image").map(RehearsalRoutes::named).orElse(_ -> true),
                exempt(wish),
                budget)));
  }

  private Response rehearse(Request request) {
    JsonNode wish = request.json();
    String cluster = text(wish, "cluster");
    request.concerns(cluster);
    return Response.json(
        200,
        FoundView.rehearsed(
            rehearsals.rehearse(
                request.instance(),
                cluster,
                new Wish(
                    PolicyFile.read(
                        text(wish, "policies"), wish.path("namespace").asText("default")),
                    wish.path("only").asBoolean(false),
                    since(wish.path("since").asText("7d")),
                    exempt(wish),
                    optional(wish, "grandfather").map(this::day)))));
  }

  private Response impact(Request request) {
    JsonNode wish = request.json();
    String cluster = text(wish, "cluster");
    request.concerns(cluster);
    Optional<Rehearsals.Signer> revoked =
        wish.has("revoke")
            ? Optional.of(
                new Rehearsals.Signer(
                    text(wish.path("revoke"), "namespace"), text(wish.path("revoke"), "signer")))
            : Optional.empty();
    return Response.json(
        200,
        FoundView.impact(
            rehearsals.impact(
                request.instance(),
                cluster,
                revoked,
                optional(wish, "image").map(RehearsalRoutes::named).orElse(_ -> true),
                exempt(wish)),
            revoked.isPresent()));
  }

  /** By digest, or by name: without a tag for all tags. */
  private static Predicate<Item> named(String text) {
    Optional<Digest> digest = Digest.tryParse(text);
    if (digest.isPresent()) {
      return item -> item.digest().equals(digest);
    }
    ImageReference image =
        ImageReference.parse(text)
            .orElseThrow(
                () -> AdmissionFailures.badField("image", "is neither an image nor a digest"));
    if (image.digest().isPresent()) {
      return item ->
          item.digest().equals(image.digest())
              && name(item).filter(image.normal().name()::equals).isPresent();
    }
    return item ->
        image.isNameOnly()
            ? name(item).filter(image.normal().name()::equals).isPresent()
            : item.name().equals(image.normal().toString());
  }

  private static Optional<String> name(Item item) {
    return ImageReference.parse(item.image()).map(one -> one.normal().name());
  }

  private static Duration since(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw AdmissionFailures.badField("since", "is no time such as 7d, 12h or 30m");
    }
    long many = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(many);
          case "h" -> Duration.ofHours(many);
          default -> Duration.ofMinutes(many);
        };
    if (time.compareTo(Sightings.KEPT) > 0) {
      throw AdmissionFailures.badField(
          "since", "is longer ago than is remembered, which is " + Sightings.KEPT.toDays() + "d");
    }
    return time;
  }

  private Instant day(String text) {
    Instant until;
    try {
      until =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
    } catch (DateTimeException e) {
      throw AdmissionFailures.badField(
          "grandfather", "is no day such as 2027-01-31, nor a moment such as 2027-01-31T12:00:00Z");
    }
    if (!clock.instant().isBefore(until)) {
      throw AdmissionFailures.badField("grandfather", "is not in the future");
    }
    return until;
  }

  private static Set<String> exempt(JsonNode wish) {
    Set<String> exempt = new HashSet<>();
    JsonNode list = wish.path("exempt");
    if (list.size() > MOST_EXEMPT) {
      throw AdmissionFailures.badField("exempt", "has more than " + MOST_EXEMPT + " namespaces");
    }
    list.forEach(one -> exempt.add(one.asText()));
    return exempt;
  }

  private static Optional<String> optional(JsonNode wish, String field) {
    return wish.has(field) ? Optional.of(text(wish, field)) : Optional.empty();
  }

  private static String text(JsonNode wish, String field) {
    String text = wish.path(field).asText("");
    if (text.isBlank()) {
      throw AdmissionFailures.badField(field);
    }
    return text;
  }
}
