package redoubt.registry.upstream;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.Ids;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.client.Login;
import redoubt.outward.Origin;
import redoubt.registry.RegistryFailures;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.UpstreamRows;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.Database;

/** Says which namespaces are of other registries. */
public final class Upstreams {
  private final Database database;
  private final Ledger ledger;
  private final Vault vault;
  private final InstantSource clock;

  public Upstreams(Database database, Ledger ledger, Vault vault, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.vault = vault;
    this.clock = clock;
  }

  public Optional<Upstream> of(String namespace) {
    return database.read(handle -> UpstreamRows.find(handle, namespace));
  }

  /**
   * The one of a namespace of the instance.
   *
   * @throws Failure {@code registry.no-namespace}
   */
  public Optional<Upstream> of(String instance, String namespace) {
    return database.read(handle -> {
      requireOwn(handle, instance, namespace);
      return UpstreamRows.find(handle, namespace);
    });
  }

  private static void requireOwn(Handle handle, String instance, String namespace) {
    if (NamespaceRows.find(handle, namespace)
        .filter(there -> there.instance().equals(instance))
        .isEmpty()) {
      throw RegistryFailures.noNamespace();
    }
  }

  /**
   * Lets a namespace without images of its own hold those of another registry, or changes where
   * that is or who logs in.
   *
   * @throws Failure {@code registry.no-namespace}, {@code registry.bad-upstream}, {@code
   *     registry.has-images}
   */
  public Upstream set(
      String instance, String actor, String namespace, String url, Optional<Login> login) {
    Upstream upstream =
        new Upstream(
            namespace, Ids.random(), checked(url), login.isPresent(), clock.instant(), actor);
    return database.transaction(transaction -> {
      if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
        throw RegistryFailures.noNamespace();
      }
      RepositoryRows.lockAll(transaction, namespace);
      Optional<Upstream> former = UpstreamRows.find(transaction, namespace);
      if (former.isEmpty()
          && (RepositoryRows.hasManifests(transaction, namespace, false)
              || RepositoryRows.hasManifests(transaction, namespace, true))) {
        throw UpstreamFailures.hasImages();
      }
      former.ifPresent(last -> forget(transaction, last));
      UpstreamRows.insert(transaction, upstream);
      if (login.isPresent()) {
        try (SecretBytes text = SecretBytes.owning(written(login.get()))) {
          vault.put(transaction, name(upstream), text);
        }
      }
      record(
          transaction,
          instance,
          actor,
          namespace,
          Map.of("upstream", url, "login", Boolean.toString(login.isPresent())));
      return upstream;
    });
  }

  private static URI checked(String url) {
    try {
      URI uri = URI.create(url);
      if (url.length() <= 300
          && Origin.of(uri).filter(Origin::isPrivate).isPresent()
          && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // As for any other that is none.
    }
    throw UpstreamFailures.badUpstream();
  }

  /**
   * Ends it: the images that came stay, and are the tenant's own.
   *
   * @throws Failure {@code registry.no-namespace}, {@code registry.no-upstream}
   */
  public void remove(String instance, String actor, String namespace) {
    database.transaction(transaction -> {
      if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
        throw RegistryFailures.noNamespace();
      }
      Upstream former =
          UpstreamRows.find(transaction, namespace).orElseThrow(UpstreamFailures::noUpstream);
      forget(transaction, former);
      record(transaction, instance, actor, namespace, Map.of("upstream", "none"));
      return true;
    });
  }

  /** Ends that of a namespace that goes, if there is one, with the login. */
  public void end(Handle transaction, String namespace) {
    UpstreamRows.find(transaction, namespace).ifPresent(last -> forget(transaction, last));
  }

  /** What a push into a namespace of another registry comes to. */
  public static Failure nobodyPushes() {
    return UpstreamFailures.isUpstreams();
  }

  private void forget(Handle transaction, Upstream former) {
    UpstreamRows.delete(transaction, former.namespace());
    boolean _ = vault.destroy(transaction, name(former));
  }

  /** Who logs in there. */
  Optional<Login> login(Upstream upstream) {
    if (!upstream.login()) {
      return Optional.empty();
    }
    try (SecretBytes text = vault.open(name(upstream)).orElseThrow(UpstreamFailures::noUpstream)) {
      String[] lines = text.use(bytes -> new String(bytes, StandardCharsets.UTF_8)).split("\n", -1);
      Set<String> realms = Set.copyOf(List.of(lines).subList(2, lines.length));
      return Optional.of(new Login(lines[0], lines[1], realms));
    }
  }

  /** A line each: neither name nor password nor host has a line's end. */
  private static byte[] written(Login login) {
    StringBuilder text = new StringBuilder(login.name()).append('\n').append(login.password());
    login.realms().forEach(realm -> text.append('\n').append(realm));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static SecretName name(Upstream upstream) {
    return SecretName.of("registry", "upstream", upstream.id().toString());
  }

  private void record(
      Handle transaction,
      String instance,
      String actor,
      String namespace,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                instance,
                actor,
                "container-registry.settings.set",
                namespace,
                details)));
  }
}
