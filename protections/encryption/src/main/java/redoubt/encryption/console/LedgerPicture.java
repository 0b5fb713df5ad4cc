package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.html.HtmlTemplateOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.encryption.census.Standing;
import redoubt.encryption.console.pages.JtepictureGenerated;
import redoubt.web.console.Part;

/**
 * An encryption ledger as a picture: a bar for each namespace of each resource, its pieces as long
 * as there are objects of a standing. The same figures stand beside it.
 *
 * @param resources those that must be encrypted
 * @param others the rest, for whoever wonders what else is stored in the clear
 */
public record LedgerPicture(List<Resource> resources, List<Row> others) implements Part {
  /** So many namespaces of a resource have a row of their own. */
  static final int MOST_ROWS = 12;

  /** A resource, what stands in its namespaces, worst first. */
  public record Resource(Row whole, List<Row> namespaces) {}

  /**
   * Objects of one place.
   *
   * @param name of the resource or namespace
   */
  public record Row(String name, Map<Standing, Long> standings) {
    public Row {
      EnumMap<Standing, Long> sorted = new EnumMap<>(Standing.class);
      sorted.putAll(standings);
      standings = sorted;
    }

    public long count(Standing standing) {
      return standings.getOrDefault(standing, 0L);
    }

    public long objects() {
      return standings.values().stream().mapToLong(Long::longValue).sum();
    }

    long offending() {
      return standings.entrySet().stream()
          .filter(entry -> entry.getKey().isOffending())
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    Row and(Row other) {
      EnumMap<Standing, Long> sum = new EnumMap<>(Standing.class);
      sum.putAll(standings);
      other.standings.forEach((standing, count) -> sum.merge(standing, count, Long::sum));
      return new Row(name, sum);
    }
  }

  public LedgerPicture {
    resources = List.copyOf(resources);
    others = List.copyOf(others);
  }

  /** Of a report, as the API shows its body. */
  static LedgerPicture of(JsonNode report) {
    Map<String, Map<String, Row>> guarded = new LinkedHashMap<>();
    Map<String, Row> others = new LinkedHashMap<>();
    for (JsonNode group : report.path("groups")) {
      String resource = group.path("resource").asText();
      Row row =
          new Row(
              group.path("namespace").asText(),
              Map.of(standing(group), group.path("objects").asLong()));
      if (group.path("protected").asBoolean()) {
        guarded
            .computeIfAbsent(resource, name -> new LinkedHashMap<>())
            .merge(row.name(), row, Row::and);
      } else {
        others.merge(resource, new Row(resource, row.standings()), Row::and);
      }
    }
    List<Resource> resources = new ArrayList<>();
    guarded.forEach((name, rows) -> resources.add(resource(name, List.copyOf(rows.values()))));
    resources.sort(
        Comparator.comparingLong((Resource resource) -> resource.whole().offending())
            .thenComparingLong(resource -> resource.whole().objects())
            .reversed());
    return new LedgerPicture(
        resources,
        others.values().stream()
            .sorted(Comparator.comparingLong(Row::objects).reversed())
            .toList());
  }

  private static Resource resource(String name, List<Row> rows) {
    Row whole = rows.stream().reduce(new Row(name, Map.of()), Row::and);
    List<Row> sorted =
        rows.stream()
            .map(row -> row.name().isEmpty() ? new Row("(cluster)", row.standings()) : row)
            .sorted(
                Comparator.comparingLong(Row::offending)
                    .reversed()
                    .thenComparing(Comparator.comparingLong(Row::objects).reversed())
                    .thenComparing(Row::name))
            .toList();
    if (sorted.size() <= MOST_ROWS) {
      return new Resource(whole, sorted);
    }
    List<Row> shown = new ArrayList<>(sorted.subList(0, MOST_ROWS - 1));
    List<Row> rest = sorted.subList(MOST_ROWS - 1, sorted.size());
    shown.add(rest.stream().reduce(new Row(rest.size() + " more namespaces", Map.of()), Row::and));
    return new Resource(whole, shown);
  }

  private static Standing standing(JsonNode group) {
    String text = group.path("standing").asText();
    for (Standing standing : Standing.values()) {
      if (standing.text().equals(text)) {
        return standing;
      }
    }
    return Standing.UNREADABLE;
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtepictureGenerated.render(out, null, this);
  }

  /** Standings that some object of these rows has, worst first. */
  public static List<Standing> standings(List<Row> rows) {
    List<Standing> there = new ArrayList<>();
    for (Standing standing : Standing.values()) {
      if (rows.stream().anyMatch(row -> row.count(standing) > 0)) {
        there.add(standing);
      }
    }
    return there;
  }

  /** The bar of a row, on a scale on which the longest of these rows is whole. */
  public static StandingBar bar(Row row, List<Row> rows) {
    return new StandingBar(row.standings(), rows.stream().mapToLong(Row::objects).max().orElse(1));
  }
}
