package redoubt.registry.notices;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.outward.Origin;
import redoubt.registry.RegistryFailures;
import redoubt.registry.events.Event;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.WebhookRows;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.Database;

/** Webhooks of namespaces. */
public final class Webhooks {
  /** Most of a namespace. */
  public static final int MOST = 10;

  private static final int SHORTEST = 16;
  private static final int LONGEST = 256;

  private final Database database;
  private final Ledger ledger;
  private final Vault vault;
  private final InstantSource clock;

  public Webhooks(Database database, Ledger ledger, Vault vault, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Adds one.
   *
   * @param key what is told is signed with it, HMAC-SHA256; it is never shown again
   * @throws Failure {@code registry.no-namespace}, {@code registry.bad-webhook}, {@code
   *     registry.limit} at 10 of a namespace
   */
  public Webhook add(
      String instance,
      String actor,
      String namespace,
      String url,
      Set<Event.Kind> kinds,
      Optional<String> key) {
    boolean fits =
        key.map(text -> text.length() >= SHORTEST && text.length() <= LONGEST).orElse(true);
    if (!fits || kinds.isEmpty()) {
      throw badWebhook();
    }
    Webhook webhook =
        new Webhook(
            Ids.random(), namespace, checked(url), kinds, key.isPresent(), clock.instant(), actor);
    return database.transaction(transaction -> {
      if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
        throw RegistryFailures.noNamespace();
      }
      if (WebhookRows.of(transaction, namespace).size() >= MOST) {
        throw new Failure(
            Failure.Kind.CONFLICT,
            "registry.limit",
            "A namespace has " + MOST + " webhooks at most.",
            "Remove one: redoubt webhook remove.");
      }
      WebhookRows.insert(transaction, webhook);
      if (key.isPresent()) {
        try (SecretBytes text = SecretBytes.owning(key.get().getBytes(StandardCharsets.UTF_8))) {
          vault.put(transaction, name(webhook.id()), text);
        }
      }
      record(transaction, instance, actor, webhook, "container-registry.webhook.add");
      return webhook;
    });
  }

  private static URI checked(String url) {
    try {
      URI uri = URI.create(url);
      if (url.length() <= 1000
          && Origin.of(uri).filter(Origin::isPrivate).isPresent()
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // As for any other that is none.
    }
    throw badWebhook();
  }

  /**
   * Those of a namespace, oldest first.
   *
   * @throws Failure {@code registry.no-namespace}
   */
  public List<Webhook> list(String instance, String namespace) {
    return database.read(handle -> {
      requireOwn(handle, instance, namespace);
      return WebhookRows.of(handle, namespace);
    });
  }

  /**
   * Removes one, with what it was not told yet.
   *
   * @throws Failure {@code registry.no-namespace}, {@code registry.no-webhook}
   */
  public void remove(String instance, String actor, String namespace, UUID id) {
    database.transaction(transaction -> {
      requireOwn(transaction, instance, namespace);
      Webhook webhook = require(transaction, namespace, id);
      if (!WebhookRows.delete(transaction, namespace, id)) {
        throw noWebhook();
      }
      boolean _ = vault.destroy(transaction, name(id));
      record(transaction, instance, actor, webhook, "container-registry.webhook.remove");
      return true;
    });
  }

  /** Ends those of a namespace that goes, with their keys. */
  public void end(Handle transaction, String namespace) {
    for (Webhook webhook : WebhookRows.of(transaction, namespace)) {
      boolean _ = WebhookRows.delete(transaction, namespace, webhook.id());
      boolean _ = vault.destroy(transaction, name(webhook.id()));
    }
  }

  /**
   * What it was told lately, and is to be; the latest first.
   *
   * @throws Failure {@code registry.no-namespace}, {@code registry.no-webhook}
   */
  public List<Notice> notices(String instance, String namespace, UUID id, int limit) {
    return database.read(handle -> {
      requireOwn(handle, instance, namespace);
      return WebhookRows.notices(handle, require(handle, namespace, id).id(), limit);
    });
  }

  private static Webhook require(Handle handle, String namespace, UUID id) {
    return WebhookRows.find(handle, id)
        .filter(there -> there.namespace().equals(namespace))
        .orElseThrow(Webhooks::noWebhook);
  }

  static SecretName name(UUID id) {
    return SecretName.of("registry", "webhook", id.toString());
  }

  private static void requireOwn(Handle handle, String instance, String namespace) {
    if (NamespaceRows.find(handle, namespace)
        .filter(there -> there.instance().equals(instance))
        .isEmpty()) {
      throw RegistryFailures.noNamespace();
    }
  }

  private static Failure badWebhook() {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.bad-webhook",
        "That cannot be a webhook.",
        "Give an https URL (http on this machine alone), at least one kind of event, and a key of"
            + " 16 to 256 characters or none.");
  }

  static Failure keyGone() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.webhook-key-gone",
        "The key that signs what the webhook is told is not there.",
        "Remove the webhook, and add it with a key.");
  }

  private static Failure noWebhook() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.no-webhook",
        "The namespace has no such webhook.",
        "List them: redoubt webhook list.");
  }

  private void record(
      Handle transaction, String instance, String actor, Webhook webhook, String action) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                instance,
                actor,
                action,
                webhook.namespace(),
                Map.of(
                    "webhook",
                    webhook.id().toString(),
                    "to",
                    Origin.of(webhook.url()).map(Origin::toString).orElse("none"),
                    "events",
                    webhook.kinds().stream()
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "))))));
  }
}
