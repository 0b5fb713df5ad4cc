package redoubt.encryption.report;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import redoubt.core.BackgroundTask;
import redoubt.encryption.census.Standing;
import redoubt.encryption.census.Verdict;
import redoubt.encryption.sql.ReportRows;
import redoubt.store.Database;

/**
 * What the last readings of all clusters come to: totals, nothing of an instance, since everybody
 * may read metrics.
 */
public final class ReportMeter {
  private final Database database;
  private final MultiGauge objects;
  private final MultiGauge clusters;

  public ReportMeter(Database database, MeterRegistry registry) {
    this.database = database;
    this.objects =
        MultiGauge.builder("redoubt.encryption.objects")
            .description("Objects that must be encrypted, at the last ledger of each cluster")
            .register(registry);
    this.clusters =
        MultiGauge.builder("redoubt.encryption.clusters")
            .description("Clusters by the verdict of their last ledger")
            .register(registry);
  }

  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask(
            "encryption.metrics",
            Duration.ofSeconds(15),
            BackgroundTask.Where.EACH_SERVER,
            this::refresh));
  }

  private void refresh() {
    Map<Standing, Long> standings = new EnumMap<>(Standing.class);
    Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    for (StoredReport report : database.read(ReportRows::latestOfAll)) {
      verdicts.merge(report.verdict(), 1L, Long::sum);
      report
          .counts()
          .standings()
          .forEach((standing, count) -> standings.merge(standing, count, Long::sum));
    }
    objects.register(
        Arrays.stream(Standing.values())
            .map(standing ->
                MultiGauge.Row.of(
                    Tags.of("standing", standing.text()), standings.getOrDefault(standing, 0L)))
            .toList(),
        true);
    clusters.register(
        Arrays.stream(Verdict.values())
            .map(verdict ->
                MultiGauge.Row.of(
                    Tags.of("verdict", verdict.text()), verdicts.getOrDefault(verdict, 0L)))
            .toList(),
        true);
  }
}
