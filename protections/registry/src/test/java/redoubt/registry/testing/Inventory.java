package redoubt.registry.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Place;
import redoubt.registry.life.Recount;
import redoubt.store.Database;

/** Counts anew what the tables count, and compares the content store with them. */
public final class Inventory {
  private final Database database;
  private final ContentStore store;

  Inventory(Database database, ContentStore store) {
    this.database = database;
    this.store = store;
  }

  /** Texts that a statement gives, one of each row. */
  public List<String> query(String sql) {
    return database.snapshot(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  public long count(String table) {
    return Long.parseLong(query("SELECT count(*) FROM registry." + table).getFirst());
  }

  /** What is wrong; empty when every counter is right and each file and its row have each other. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    findings.addAll(
        query(
            """
            SELECT 'refs of ' || digest || ' is ' || refs || ' and not ' || links FROM (
              SELECT b.digest, b.refs, (SELECT count(*) FROM registry.link l WHERE l.digest = b.digest) AS links
              FROM registry.blob b) counted
            WHERE refs <> links
            """));
    findings.addAll(
        query(
            """
            SELECT 'uses of ' || digest || ' in ' || repository || ' is ' || uses || ' and not ' || edges FROM (
              SELECT l.digest, l.repository, l.uses, (SELECT count(*) FROM registry.edge_blob e
                JOIN registry.manifest m ON m.repository = e.repository AND m.digest = e.manifest
                WHERE e.repository = l.repository AND e.digest = l.digest AND m.deleted_at IS NULL) AS edges
              FROM registry.link l) counted
            WHERE uses <> edges
            """));
    new Recount(database, store)
        .differences()
        .forEach(difference -> findings.add(difference.toString()));
    findings.addAll(
        query(
            """
            SELECT 'nobody needs the body ' || digest FROM registry.manifest_body b
            WHERE NOT EXISTS (SELECT FROM registry.manifest m WHERE m.digest = b.digest)
            """));
    findings.addAll(
        query(
            """
            SELECT place || ' is named twice' FROM (
              SELECT place FROM registry.blob UNION ALL SELECT place FROM registry.upload
              UNION ALL SELECT place FROM registry.doomed) named
            GROUP BY place HAVING count(*) > 1
            """));
    Set<String> files = files();
    Set<String> strays = new HashSet<>(files);
    strays.removeAll(
        query(
            """
            SELECT place FROM registry.blob UNION SELECT place FROM registry.upload
            UNION SELECT place FROM registry.doomed
            """));
    strays.forEach(place -> findings.add(place + " has no row"));
    Set<String> missing =
        new HashSet<>(
            query(
                """
                SELECT place FROM registry.blob
                UNION SELECT place FROM registry.upload WHERE acknowledged > 0
                """));
    missing.removeAll(files);
    missing.forEach(place -> findings.add(place + " has no file"));
    return findings;
  }

  private Set<String> files() {
    Set<String> files = new HashSet<>();
    try {
      store.walk(place -> files.add(place.text()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return files;
  }

  /** The place of the only upload. */
  public Place place() {
    return new Place(query("SELECT place FROM registry.upload").getFirst());
  }
}
