package redoubt.server;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.RootKeys;
import redoubt.keys.Key;
import redoubt.keys.KeyState;
import redoubt.keys.room.RootKeyDesk;
import redoubt.ledger.Entry;

/** Connects the encryption of clusters with the keys room. */
record ClusterRootKeys(RootKeyDesk desk) implements RootKeys {
  /** As which the encryption of clusters registers. */
  private static final String SERVICE = "encryption";

  @Override
  public RootKey require(String tenant, String idOrAlias) {
    return rootKey(desk.require(tenant, idOrAlias));
  }

  @Override
  public void settle(String tenant, UUID key) {
    desk.settle(tenant, key);
  }

  @Override
  public Optional<RootKey> read(Handle handle, String tenant, UUID key) {
    return desk.read(handle, tenant, key).map(ClusterRootKeys::rootKey);
  }

  @Override
  public void onChange(BiConsumer<String, UUID> heard, Runnable gap) {
    desk.onChange(heard, gap);
  }

  @Override
  public String isolate(String tenant, UUID key, String ring, String actor) {
    return desk.isolate(desk.require(tenant, key.toString()), ring, actor);
  }

  @Override
  public List<Entry> register(
      Handle transaction, String tenant, UUID key, String resource, String description) {
    return desk.register(transaction, tenant, key, resource, description, SERVICE);
  }

  @Override
  public List<Entry> unregister(Handle transaction, String tenant, UUID key, String resource) {
    return desk.unregister(transaction, tenant, key, resource, SERVICE);
  }

  @Override
  public SecretBytes unwrap(
      String tenant, UUID key, String wrapped, List<String> aad, String actor) {
    return desk.unwrap(desk.require(tenant, key.toString()), wrapped, aad, actor);
  }

  @Override
  public void rotate(String tenant, UUID key, String actor) {
    desk.rotate(desk.require(tenant, key.toString()), actor);
  }

  private static RootKey rootKey(Key key) {
    return new RootKey(
        key.id(),
        key.name(),
        key.ring(),
        key.version().id(),
        switch (key.state()) {
          case ACTIVE -> key.withheldUntil().isPresent() ? State.SUSPENDED : State.ACTIVE;
          case SUSPENDED -> State.SUSPENDED;
          case DEACTIVATED -> State.DEACTIVATED;
          case DESTROYED -> State.DESTROYED;
        },
        key.imported(),
        key.withheldUntil()
            .or(() -> key.state() == KeyState.ACTIVE ? key.expiresAt() : Optional.empty()));
  }
}
