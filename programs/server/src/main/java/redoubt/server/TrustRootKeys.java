package redoubt.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyFailure;
import redoubt.keys.room.KeysRoom;
import redoubt.keys.room.RootKeyDesk;
import redoubt.ledger.Entry;
import redoubt.signatures.tufserver.GuardedKeys;

/** Lets root keys of the keys room guard what signed collections are signed with. */
record TrustRootKeys(Foundations on) implements GuardedKeys {
  /** As which content trust registers. */
  private static final String SERVICE = "signatures";

  private RootKeyDesk desk() {
    return on.room(KeysRoom.class).rootKeys();
  }

  private static RootKey root(Key key) {
    return new RootKey(key.id(), key.name(), key.ring(), key.version().id());
  }

  @Override
  public Optional<RootKey> named(String instance, String idOrAlias) {
    try {
      return Optional.of(root(desk().require(instance, idOrAlias)));
    } catch (KeyFailure e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<RootKey> find(String instance, UUID key) {
    return on.database()
        .read(handle -> desk().read(handle, instance, key))
        .map(TrustRootKeys::root);
  }

  @Override
  public Wrapped wrap(
      String instance, UUID key, SecretBytes secret, List<String> aad, String actor) {
    RootKeyDesk.Wrapped wrapped =
        desk().wrap(desk().require(instance, key.toString()), secret, aad, actor);
    return new Wrapped(
        wrapped.version(), SecretBytes.owning(wrapped.ciphertext().getBytes(US_ASCII)));
  }

  @Override
  public SecretBytes unwrap(
      String instance, UUID key, SecretBytes wrapped, List<String> aad, String actor) {
    return desk()
        .unwrap(
            desk().require(instance, key.toString()),
            wrapped.use(bytes -> new String(bytes, US_ASCII)),
            aad,
            actor);
  }

  @Override
  public List<Entry> register(Handle transaction, String instance, UUID key, String namespace) {
    return desk()
        .register(
            transaction,
            instance,
            key,
            resource(instance, namespace),
            "signed collections of namespace " + namespace,
            SERVICE);
  }

  @Override
  public List<Entry> unregister(Handle transaction, String instance, UUID key, String namespace) {
    return desk().unregister(transaction, instance, key, resource(instance, namespace), SERVICE);
  }

  private static String resource(String instance, String namespace) {
    return "crn:v1:bluemix:public:redoubt-signatures:local:a/redoubt:"
        + instance
        + ":namespace:"
        + namespace;
  }
}
