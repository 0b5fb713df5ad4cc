package redoubt.crypto.hsm;

import java.util.Arrays;
import java.util.Optional;
import redoubt.crypto.Aead;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.Randomness;

/** What is done with a key in a token; keys are known by the label they were made with. */
final class KeyOperations {
  private static final int IV_BYTES = HardwareKeys.IV_BYTES;
  private static final int TAG_BYTES = HardwareKeys.TAG_BYTES;
  private static final byte[] PROBE = new byte[16];

  private final HsmToken token;

  KeyOperations(HsmToken token) {
    this.token = token;
  }

  /** Makes the key unless it is there. One at a time, so that there are never two of a label. */
  synchronized void create(String label) {
    token.call(session -> {
      if (find(session, label).isEmpty()) {
        session.library().generateAesKey(session.handle(), Attributes.create(label));
        if (find(session, label).isEmpty()) {
          throw HsmFailures.noKey(label);
        }
      }
      return null;
    });
  }

  boolean holds(String label) {
    return token.call(session -> {
      session.keys().remove(label);
      return find(session, label).isPresent();
    });
  }

  /** A box as of {@link HardwareKeys#seal}. */
  byte[] seal(String label, byte[] plaintext, byte[] aad) {
    byte[] iv = Randomness.bytes(IV_BYTES);
    byte[] sealed =
        withKey(
            label,
            (session, key) -> session.library().encrypt(session.handle(), key, iv, plaintext, aad));
    if (sealed.length != plaintext.length + TAG_BYTES) {
      throw HsmFailures.unavailable("it does not encrypt as AES-GCM does", null);
    }
    byte[] box = Arrays.copyOf(iv, IV_BYTES + sealed.length);
    System.arraycopy(sealed, 0, box, IV_BYTES, sealed.length);
    return box;
  }

  byte[] open(String label, byte[] box, byte[] aad) {
    if (box.length < IV_BYTES + TAG_BYTES) {
      throw Aead.tampered(null);
    }
    byte[] iv = Arrays.copyOf(box, IV_BYTES);
    byte[] sealed = Arrays.copyOfRange(box, IV_BYTES, box.length);
    return withKey(
        label,
        (session, key) -> {
          try {
            return session.library().decrypt(session.handle(), key, iv, sealed, aad);
          } catch (Pkcs11Error e) {
            if (!e.mayMeanTampered()) {
              throw e;
            }
            // Many libraries answer a wrong tag with a general error. If the key still works, it
            // was the tag; if not, this throws what is the matter with the module.
            session
                .library()
                .encrypt(session.handle(), key, Randomness.bytes(IV_BYTES), PROBE, aad);
            throw Aead.tampered(e);
          }
        });
  }

  void destroy(String label) {
    token.call(session -> {
      session.keys().remove(label);
      Optional<Long> key = find(session, label);
      if (key.isPresent()) {
        session.keys().remove(label);
        session.library().destroyObject(session.handle(), key.get());
      }
      return null;
    });
  }

  @FunctionalInterface
  private interface KeyUse {
    byte[] with(HsmToken.Session session, long key) throws Pkcs11Error;
  }

  private byte[] withKey(String label, KeyUse use) {
    return token.call(session -> {
      for (boolean again = true; ; again = false) {
        long key = find(session, label).orElseThrow(() -> HsmFailures.noKey(label));
        try {
          return use.with(session, key);
        } catch (Pkcs11Error e) {
          if (!again || !e.isStaleHandle()) {
            throw e;
          }
          session.keys().remove(label);
        }
      }
    });
  }

  /**
   * Finds a key that is ours alone: made in the token, never readable.
   *
   * @throws redoubt.core.Failure {@code hsm.unsafe-key} for another one of its name
   */
  private static Optional<Long> find(HsmToken.Session session, String label) throws Pkcs11Error {
    Long known = session.keys().get(label);
    if (known != null) {
      return Optional.of(known);
    }
    long[] found = session.library().find(session.handle(), Attributes.find(label));
    if (found.length == 0) {
      // A token that is gone may look like an empty one; this throws then.
      session.library().tokenLabel(session.slot());
      return Optional.empty();
    }
    if (found.length > 1) {
      throw HsmFailures.unsafeKey(label, "there is more than one of that name");
    }
    Pkcs11 library = session.library();
    if (!library.flag(session.handle(), found[0], Attributes.SENSITIVE)
        || library.flag(session.handle(), found[0], Attributes.EXTRACTABLE)
        || !library.flag(session.handle(), found[0], Attributes.LOCAL)) {
      throw HsmFailures.unsafeKey(label, "it was brought there or can be read");
    }
    session.keys().put(label, found[0]);
    return Optional.of(found[0]);
  }
}
