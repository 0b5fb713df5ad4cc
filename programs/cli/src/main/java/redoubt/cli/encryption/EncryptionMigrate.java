package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.text.Progress;

/** Rewrites stored objects. */
@Command(
    name = "migrate",
    description = {
      "Rewrites all stored objects under the current key; after disable, into the clear.",
      "The server does it; interrupt the command and it goes on: the same command follows it"
          + " again.",
      "Stopped or failed, it is resumed.",
      "",
      "This server rewrites, by writes that change nothing, unless the cluster's own controller is"
          + " asked to: --by storage-version-migration. It needs an API server that serves"
          + " StorageVersionMigration, and a kubeconfig whose user may create, get and delete it; it"
          + " has its own rate, and does not say how far it is."
    },
    footer = {
      "Examples:",
      "  redoubt encryption migrate prod",
      "  redoubt encryption migrate prod --rate 50 --no-wait",
      "  redoubt encryption migrate prod --by storage-version-migration",
      "  redoubt encryption migrate prod --stop"
    })
public final class EncryptionMigrate extends ClusterVerb {
  private static final Duration LOOK = Duration.ofMillis(500);

  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Most writes a second of the server (default: 200); 0 for as fast as the API server"
              + " bears.")
  @Nullable Integer rate;

  @Option(
      names = "--by",
      paramLabel = "MEANS",
      description = "rewriting or storage-version-migration (default: rewriting).")
  @Nullable String by;

  @Option(names = "--restart", description = "Begin anew instead of where it was stopped.")
  boolean restart;

  @Option(names = "--no-wait", description = "Begin it and return.")
  boolean noWait;

  @Option(names = "--stop", description = "Stop it after the page at hand.")
  boolean stop;

  @Override
  public Integer call() {
    if (stop) {
      JsonNode stopped = api().delete(cluster(name) + "/migration");
      output()
          .done(
              stopped.isNull() ? "No migration was running." : "The migration is stopped.",
              stopped.isNull() ? object() : stopped);
      return 0;
    }
    ObjectNode wish = object().put("restart", restart);
    if (rate != null) {
      wish.put("rate", rate);
    }
    if (by != null) {
      wish.put("by", by);
    }
    JsonNode migration = running();
    if (migration.isNull() || rate != null || by != null || restart) {
      migration = api().post(cluster(name) + "/migration", wish);
    } else {
      terminal().err().println("redoubt: it runs since " + migration.path("startedAt").asText());
    }
    if (!noWait) {
      migration = followed(migration);
    }
    String state = migration.path("state").asText();
    output()
        .done(
            switch (state) {
              case "done" ->
                  migration.path("done").asLong()
                      + " objects are stored anew: "
                      + migration.path("rewritten").asLong()
                      + " rewritten, "
                      + migration.path("unchanged").asLong()
                      + " were so already, "
                      + migration.path("byOthers").asLong()
                      + " written by others meanwhile, "
                      + migration.path("gone").asLong()
                      + " deleted meanwhile.";
              case "failed" ->
                  "The migration failed at "
                      + migration.path("done").asLong()
                      + " of "
                      + migration.path("total").asLong()
                      + " objects: "
                      + migration.path("failure").asText()
                      + " When that is mended, the same command goes on there.";
              default -> "The migration is " + state + ".";
            },
            migration);
    return switch (state) {
      case "done", "running" -> Exit.DONE;
      case "failed" -> Exit.COULD_NOT;
      default -> Exit.NO;
    };
  }

  /** The one that runs, which this command then follows; else null. */
  private JsonNode running() {
    JsonNode last = api().get(cluster(name) + "/encryption").path("migration");
    return last.path("state").asText().equals("running") ? last : NullNode.getInstance();
  }

  /** How far the cluster's controller is, which tells no more; empty when it has nothing to do. */
  private static String cluster(JsonNode migration) {
    JsonNode task = migration.path("task");
    String of =
        migration.path("resource").asText()
            + " ("
            + (migration.path("resourcesDone").asInt() + 1)
            + " of "
            + migration.path("resources").size()
            + ")";
    return switch (task.path("phase").asText()) {
      case "noted", "asked" ->
          "the cluster is asked to rewrite " + of + " by " + task.path("name").asText();
      case "waking", "running" ->
          "the cluster's controller rewrites " + of + "; how far it is, it does not say";
      case "counting" -> "the cluster's controller has rewritten " + of;
      default -> "";
    };
  }

  private JsonNode followed(JsonNode begun) {
    JsonNode migration = begun;
    try (Progress progress =
        new Progress(terminal().err(), terminal().errIsTerminal(), "migrating " + name)) {
      boolean told = false;
      String heard = "";
      while (migration.path("state").asText().equals("running")
          && !Thread.currentThread().isInterrupted()) {
        if (!told && migration.path("waiting").asBoolean()) {
          told = true;
          terminal()
              .err()
              .println(
                  "redoubt: waiting for the API server to follow, until "
                      + migration.path("settledAt").asText()
                      + " at the latest");
        }
        String news = cluster(migration);
        if (!news.isEmpty() && !news.equals(heard)) {
          heard = news;
          terminal().err().println("redoubt: " + news);
        }
        progress.at(migration.path("done").asLong(), migration.path("total").asLong());
        LockSupport.parkNanos(LOOK.toNanos());
        migration = api().get(cluster(name) + "/encryption").path("migration");
      }
      progress.at(migration.path("done").asLong(), migration.path("total").asLong());
    }
    return migration;
  }
}
