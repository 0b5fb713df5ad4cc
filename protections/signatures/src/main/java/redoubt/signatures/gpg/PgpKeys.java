package redoubt.signatures.gpg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.PGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import redoubt.core.Failure;

/**
 * OpenPGP public keys that somebody decided to trust, each with its subkeys. Nothing is asked of
 * anybody who signed these keys.
 */
public final class PgpKeys {
  static final PGPContentVerifierBuilderProvider VERIFIERS =
      new BcPGPContentVerifierBuilderProvider();

  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_KEYS = 200;
  private static final int MOST_SUBKEYS = 50;
  private static final String BEGIN = "-----BEGIN PGP ";
  private static final String END = "-----END PGP ";
  private static final String DASHES = "-----";
  private static final int LONGEST_BEGIN = 60;

  private final List<PGPPublicKeyRing> rings;

  private PgpKeys(List<PGPPublicKeyRing> rings) {
    this.rings = List.copyOf(rings);
  }

  /** Nobody is trusted. */
  public static PgpKeys none() {
    return new PgpKeys(List.of());
  }

  /**
   * Reads keys as {@code gpg --export} writes them, with {@code --armor} or without: at most 1 MiB
   * and 200 keys.
   *
   * @throws Failure {@code signatures.bad-pgp-key}
   */
  public static PgpKeys read(byte[] exported) {
    if (exported.length > MOST_BYTES) {
      throw bad("These are more keys than are read.");
    }
    List<PGPPublicKeyRing> rings = new ArrayList<>();
    String text = new String(exported, StandardCharsets.ISO_8859_1);
    if (!text.contains(BEGIN)) {
      rings.addAll(rings(exported));
    }
    for (String block : blocks(text)) {
      if (!block.startsWith(BEGIN + "PUBLIC KEY BLOCK" + DASHES)) {
        throw bad("There is something else than public keys.");
      }
      rings.addAll(rings(dearmour(block)));
    }
    if (rings.isEmpty() || rings.size() > MOST_KEYS) {
      throw bad("There is no public key, or there are more than 200.");
    }
    return new PgpKeys(rings);
  }

  /**
   * What has an armour, in time in proportion to the text; what follows one without end has none.
   */
  private static List<String> blocks(String text) {
    List<String> blocks = new ArrayList<>();
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int named = text.indexOf(DASHES, begin + BEGIN.length());
      if (named < 0 || named - begin > LONGEST_BEGIN) {
        return blocks;
      }
      String last = END + text.substring(begin + BEGIN.length(), named) + DASHES;
      int end = text.indexOf(last, named);
      if (end < 0) {
        return blocks;
      }
      blocks.add(text.substring(begin, end + last.length()));
      begin = text.indexOf(BEGIN, end + last.length());
    }
    return blocks;
  }

  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  private static byte[] dearmour(String block) {
    try (ArmoredInputStream in =
        new ArmoredInputStream(
            new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1)))) {
      return in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      throw bad("The armour of a key is damaged.");
    }
  }

  @SuppressWarnings("CatchingUnchecked") // As above.
  private static List<PGPPublicKeyRing> rings(byte[] bytes) {
    List<PGPPublicKeyRing> rings = new ArrayList<>();
    try {
      BcPGPObjectFactory objects = new BcPGPObjectFactory(bytes);
      Object next = objects.nextObject();
      while (next != null) {
        if (!(next instanceof PGPPublicKeyRing ring) || ring.size() > MOST_SUBKEYS) {
          throw bad("There is something else than public keys, or one has too many subkeys.");
        }
        rings.add(ring);
        next = objects.nextObject();
      }
    } catch (Failure e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw bad("A key cannot be read.");
    }
    return rings;
  }

  private static Failure bad(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-pgp-key",
        what,
        "Give public keys alone, as gpg --export writes them.");
  }

  /**
   * These and those. What two exports say of the same primary key is put together: a revocation
   * that stands in one of them holds, and so does a later end.
   */
  public PgpKeys and(PgpKeys others) {
    Map<String, PGPPublicKeyRing> all = new LinkedHashMap<>();
    Stream.concat(rings.stream(), others.rings.stream())
        .forEach(ring -> all.merge(fingerprint(ring.getPublicKey()), ring, PgpKeys::joined));
    return new PgpKeys(List.copyOf(all.values()));
  }

  private static PGPPublicKeyRing joined(PGPPublicKeyRing one, PGPPublicKeyRing other) {
    try {
      return PGPPublicKeyRing.join(one, other, true, false);
    } catch (PGPException e) {
      throw new IllegalStateException("exports of one key can be put together", e);
    }
  }

  /** Those of the primary keys, in hex. */
  public Set<String> fingerprints() {
    Set<String> all = new LinkedHashSet<>();
    rings.forEach(ring -> all.add(fingerprint(ring.getPublicKey())));
    return all;
  }

  static String fingerprint(PGPPublicKey key) {
    return HexFormat.of().formatHex(key.getFingerprint());
  }

  /** Keys that say that they have this number; several may. */
  List<PgpKey> withId(long id) {
    List<PgpKey> found = new ArrayList<>();
    for (PGPPublicKeyRing ring : rings) {
      Iterator<PGPPublicKey> keys = ring.getPublicKeys();
      while (keys.hasNext()) {
        PGPPublicKey key = keys.next();
        if (key.getKeyID() == id) {
          found.add(new PgpKey(ring.getPublicKey(), key));
        }
      }
    }
    return found;
  }
}
