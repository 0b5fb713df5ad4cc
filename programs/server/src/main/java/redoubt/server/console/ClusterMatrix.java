package redoubt.server.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import redoubt.web.console.ClusterPosture;
import redoubt.web.console.Numbers;
import redoubt.web.console.Tone;

/**
 * Clusters × protections: how each cluster stands with each room that guards clusters. What asks
 * for somebody to act stands first.
 */
public record ClusterMatrix(List<Column> columns, List<Row> rows) {
  /** So many are shown at once; the others are a click away. */
  static final int FIRST = 10;

  /** A room that guards clusters, and where its page is. */
  public record Column(String title, String path) {}

  /**
   * A cluster.
   *
   * @param instance name of the instance it belongs to
   * @param cells one for each column, empty where the room does not know the cluster
   */
  public record Row(String cluster, String instance, List<Optional<ClusterPosture>> cells) {
    /** The tone that asks loudest. */
    public Tone tone() {
      return cells.stream()
          .flatMap(Optional::stream)
          .map(cell -> cell.pill().tone())
          .min(Comparator.comparingInt(Tone::urgency))
          .orElse(Tone.QUIET);
    }

    /** Page of the cluster in the first room that knows it. */
    public String path() {
      return cells.stream().flatMap(Optional::stream).findFirst().orElseThrow().path();
    }
  }

  /** A room's column and all that it says of clusters. */
  record Said(Column column, List<ClusterPosture> clusters) {}

  private record Key(String instance, String cluster) {}

  public ClusterMatrix {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * @param instanceName of an instance's id
   */
  static ClusterMatrix of(List<Said> said, UnaryOperator<String> instanceName) {
    Map<Key, List<Optional<ClusterPosture>>> cells = new LinkedHashMap<>();
    for (int column = 0; column < said.size(); column++) {
      for (ClusterPosture posture : said.get(column).clusters()) {
        cells
            .computeIfAbsent(
                new Key(posture.instance(), posture.cluster()), key -> empty(said.size()))
            .set(column, Optional.of(posture));
      }
    }
    List<Row> rows = new ArrayList<>();
    cells.forEach((key, row) ->
        rows.add(new Row(key.cluster(), instanceName.apply(key.instance()), List.copyOf(row))));
    rows.sort(
        Comparator.comparingInt((Row row) -> row.tone().urgency())
            .thenComparing(Row::cluster)
            .thenComparing(Row::instance));
    return new ClusterMatrix(said.stream().map(Said::column).toList(), rows);
  }

  private static List<Optional<ClusterPosture>> empty(int columns) {
    List<Optional<ClusterPosture>> row = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      row.add(Optional.empty());
    }
    return row;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public List<Row> first() {
    return rows.subList(0, Math.min(FIRST, rows.size()));
  }

  public List<Row> others() {
    return rows.subList(Math.min(FIRST, rows.size()), rows.size());
  }

  /** Whether the rows need to say which instance a cluster belongs to. */
  public boolean manyInstances() {
    return rows.stream().map(Row::instance).distinct().count() > 1;
  }

  /** The whole in one line. */
  public String summary() {
    long bad = count(Tone.BAD);
    long warn = count(Tone.WARN);
    String all = Numbers.of(rows.size(), "cluster");
    if (bad + warn == 0) {
      return all;
    }
    return all
        + ": "
        + (bad == 0 ? "" : Numbers.grouped(bad) + (bad == 1 ? " needs" : " need") + " action")
        + (bad > 0 && warn > 0 ? ", " : "")
        + (warn == 0 ? "" : Numbers.grouped(warn) + " to look at");
  }

  private long count(Tone tone) {
    return rows.stream().filter(row -> row.tone() == tone).count();
  }
}
