package redoubt.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Looked;
import redoubt.admission.decide.Verdict;
import redoubt.admission.review.Review;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/**
 * Writes into the ledger what was refused: an image in a namespace by a policy once a minute, since
 * controllers try again and again.
 */
final class Refusals {
  private static final Duration ONCE = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Map<Told, Instant> told = new HashMap<>();

  private record Told(String cluster, String image, Map<String, String> details) {}

  Refusals(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  void record(Standing standing, Verdict verdict) {
    Clusters.Cluster cluster = standing.asking().cluster();
    List<Entry> entries = new ArrayList<>();
    for (Looked one : verdict.images()) {
      if (one.isRefused()) {
        Told what =
            new Told(cluster.id(), one.slot().image(), details(cluster, verdict.review(), one));
        if (isNew(what)) {
          entries.add(entry(cluster, what));
        }
      }
    }
    if (!entries.isEmpty()) {
      database.transaction(transaction -> {
        ledger.append(transaction, entries);
        return true;
      });
    }
  }

  private synchronized boolean isNew(Told what) {
    Instant now = clock.instant();
    if (told.size() >= MOST) {
      told.values().removeIf(at -> !now.isBefore(at.plus(ONCE)));
    }
    if (told.size() >= MOST) {
      told.clear();
    }
    Instant last = told.get(what);
    boolean isNew = last == null || !now.isBefore(last.plus(ONCE));
    if (isNew) {
      told.put(what, now);
    }
    return isNew;
  }

  private static Map<String, String> details(Clusters.Cluster cluster, Review review, Looked one) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("cluster", cluster.id());
    details.put("namespace", review.namespace());
    details.put("kind", review.kind());
    one.policy().ifPresent(name -> details.put("policy", name.toString()));
    one.digest().ifPresent(digest -> details.put("digest", digest.toString()));
    return details;
  }

  private Entry entry(Clusters.Cluster cluster, Told what) {
    return new Entry(
        clock.instant(),
        cluster.instance(),
        "admission",
        "admission.decide",
        what.image(),
        "admission.refused",
        new TreeMap<>(what.details()));
  }
}
