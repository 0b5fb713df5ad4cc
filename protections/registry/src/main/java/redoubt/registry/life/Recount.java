package redoubt.registry.life;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import redoubt.registry.RegistryFailures;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;
import redoubt.registry.sql.RecountRows;
import redoubt.store.Database;

/**
 * Proves the counters: counts anew, on one view of the database, what they should be, and compares
 * the content store with the rows that name its places. Changes nothing; everybody may go on
 * pushing.
 */
public final class Recount {
  /** More than these of one kind are not listed. */
  private static final int MOST = 1000;

  private static final int AT_ONCE = 1000;

  /**
   * Something that is not as it should be.
   *
   * @param kind the counter: {@code refs}, {@code uses}, {@code kept}, {@code held-live}, {@code
   *     held-kept}, {@code live-bytes}, {@code trash-bytes}; {@code bodies} of manifests that no
   *     repository has, {@code places} named more than once; {@code stray}, a file without a row,
   *     {@code missing}, a row without a file, and {@code stranger}, a file that is none of the
   *     store's
   */
  public record Difference(String kind, String of, long is, long should) {}

  private final Database database;
  private final ContentStore store;

  public Recount(Database database, ContentStore store) {
    this.database = database;
    this.store = store;
  }

  /** All that differs; empty when every counter is right. */
  public List<Difference> differences() {
    List<Difference> all =
        new ArrayList<>(database.snapshot(handle -> RecountRows.differences(handle, MOST)));
    try {
      strays(all);
      missing(all);
    } catch (IOException e) {
      throw RegistryFailures.storeFailed(e);
    }
    return all;
  }

  private void strays(List<Difference> all) throws IOException {
    List<String> batch = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    List<Difference> strangers = new ArrayList<>();
    store.walk(
        place -> {
          batch.add(place.text());
          if (batch.size() == AT_ONCE) {
            some(strays, unnamed(batch));
            batch.clear();
          }
        },
        stranger -> some(strangers, List.of(new Difference("stranger", stranger, 1, 0))));
    some(strays, unnamed(batch));
    all.addAll(strangers);
    for (String place : strays) {
      // What was removed while it was looked up had a row until then.
      if (isThere(new Place(place))) {
        all.add(new Difference("stray", place, 1, 0));
      }
    }
  }

  private static <T> void some(List<T> all, List<T> more) {
    all.addAll(more.subList(0, Math.min(more.size(), MOST - all.size())));
  }

  private List<String> unnamed(List<String> places) {
    return database.read(handle -> RecountRows.unnamed(handle, List.copyOf(places)));
  }

  private void missing(List<Difference> all) throws IOException {
    String after = "";
    int found = 0;
    while (found < MOST) {
      String last = after;
      List<Blob> blobs = database.read(handle -> RecountRows.blobs(handle, last, AT_ONCE));
      for (Blob blob : blobs) {
        if (!isThere(blob.place())
            && unnamed(List.of(blob.place().text())).isEmpty()
            && found++ < MOST) {
          all.add(new Difference("missing", blob.digest().toString(), 0, 1));
        }
      }
      if (blobs.size() < AT_ONCE) {
        return;
      }
      after = blobs.getLast().digest().toString();
    }
  }

  private boolean isThere(Place place) throws IOException {
    try {
      String _ = store.stamp(place);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
