package redoubt.registry.manifests;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.Ids;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.events.Event;
import redoubt.registry.events.Outbox;

/** Says in the ledger, and to listeners, what is done to images. Actions have IBM's names. */
public final class Journal {
  /** So that who pushes a signature finds it verified, unless that takes long. */
  private static final Duration TOLD_WITHIN = Duration.ofMillis(200);

  private final Ledger ledger;
  private final Outbox outbox;
  private final InstantSource clock;

  public Journal(Ledger ledger, Outbox outbox, InstantSource clock) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** What one transaction does; a transaction that is run again begins anew with it. */
  public final class Notes {
    private final Manifests.Actor actor;
    private final RepositoryName repository;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    private Notes(Manifests.Actor actor, RepositoryName repository) {
      this.actor = actor;
      this.repository = repository;
    }

    public void clear() {
      entries.clear();
      events.clear();
    }

    void pushed(Digest digest) {
      entry("image.push", repository + "@" + digest, Map.of());
      event(Event.Kind.PUSH, digest, Optional.empty());
    }

    void tagged(Digest digest, Tag tag, Optional<Digest> former) {
      entry(
          "image.tag",
          repository + ":" + tag,
          Map.of(
              "digest", digest.toString(), "former", former.map(Digest::toString).orElse("none")));
      event(Event.Kind.TAG, digest, Optional.of(tag));
    }

    void untagged(Digest digest, Tag tag) {
      entry("image.untag", repository + ":" + tag, Map.of());
      event(Event.Kind.UNTAG, digest, Optional.of(tag));
    }

    /**
     * @param why further details
     */
    public void deleted(Digest digest, Collection<String> tags, Map<String, String> why) {
      Map<String, String> details = new TreeMap<>(why);
      details.put("tags", String.join(" ", tags));
      entry("image.delete", repository + "@" + digest, details);
      event(Event.Kind.DELETE, digest, Optional.empty());
    }

    /** Tags are told of by themselves too: they name an image again. */
    public void restored(Digest digest, boolean image, List<String> tags) {
      entry("trash.restore", repository + "@" + digest, Map.of("tags", String.join(" ", tags)));
      if (image) {
        event(Event.Kind.RESTORE, digest, Optional.empty());
      }
      tags.forEach(tag -> event(Event.Kind.TAG, digest, Optional.of(new Tag(tag))));
    }

    /** Of an image whose time in the trash is over; listeners heard of its deletion. */
    public void ended(Digest digest) {
      entry("trash.end", repository + "@" + digest, Map.of());
    }

    private void entry(String action, String target, Map<String, String> details) {
      entries.add(
          Entry.ok(
              clock.instant(),
              actor.instance(),
              actor.user(),
              "container-registry." + action,
              target,
              details));
    }

    private void event(Event.Kind kind, Digest digest, Optional<Tag> tag) {
      events.add(
          new Event(
              Ids.random(),
              clock.instant(),
              actor.instance(),
              repository,
              kind,
              digest,
              tag,
              actor.user()));
    }

    /** Writes them down, if there are any; last in the transaction. */
    public void write(Handle transaction) {
      if (entries.isEmpty()) {
        return;
      }
      outbox.add(transaction, events);
      ledger.append(transaction, entries);
    }

    /**
     * After the commit: has listeners told at once. Without it they are told within some seconds.
     */
    void tell() {
      outbox.flush(events, TOLD_WITHIN);
    }
  }

  public Notes begin(Manifests.Actor actor, RepositoryName repository) {
    return new Notes(actor, repository);
  }

  /** Says that somebody got a manifest. */
  void pulled(Manifests.Actor actor, RepositoryName repository, Digest digest) {
    ledger.append(
        Entry.ok(
            clock.instant(),
            actor.instance(),
            actor.user(),
            "container-registry.image.pull",
            repository + "@" + digest,
            Map.of()));
  }
}
