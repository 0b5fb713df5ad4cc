package redoubt.server;

import java.util.Optional;
import java.util.UUID;
import redoubt.signatures.sign.SigningKeys;

/** Lets content trust sign with the keys room's keys. */
record ImageKeys(redoubt.keys.signing.SigningKeys keys) implements SigningKeys {
  @Override
  public Optional<Key> find(String instance, String idOrName) {
    return keys.find(instance, idOrName)
        .map(key -> new Key(key.id(), key.name(), key.ring(), key.publicKey(), key.certificates()));
  }

  @Override
  public byte[] sign(
      String instance, UUID key, Form form, byte[] message, String about, String actor) {
    return keys.sign(
        instance,
        key,
        switch (form) {
          case PLAIN -> redoubt.keys.signing.Form.PLAIN;
          case JOSE -> redoubt.keys.signing.Form.JOSE;
        },
        message,
        about,
        actor);
  }
}
