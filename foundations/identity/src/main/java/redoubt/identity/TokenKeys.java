package redoubt.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.crypto.SecretBytes;
import redoubt.identity.sql.Locks;
import redoubt.identity.sql.TokenKeyRows;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * The key that signs tokens: made when it is first needed, by one server for all. It lies in the
 * vault as d, x and y of P-256, 32 bytes each; its id is the JWK thumbprint (RFC 7638), computed
 * from the key, so that the table cannot name another one.
 */
final class TokenKeys {
  private static final String TOPIC = "identity.token-key";
  private static final int COORDINATE = 32;

  private final Database database;
  private final ChangeFeed feed;
  private final Vault vault;
  private final InstantSource clock;
  private volatile @Nullable TokenFormats current;

  TokenKeys(Database database, ChangeFeed feed, Vault vault, InstantSource clock) {
    this.database = database;
    this.feed = feed;
    this.vault = vault;
    this.clock = clock;
    feed.subscribe(TOPIC, kid -> current = null, () -> current = null);
  }

  TokenFormats current() {
    TokenFormats known = current;
    if (known == null) {
      known = database.<TokenFormats>transaction(this::loadOrMake);
      current = known;
    }
    return known;
  }

  private TokenFormats loadOrMake(Handle transaction) {
    Optional<TokenFormats> found = load(transaction);
    if (found.isPresent()) {
      return found.get();
    }
    Locks.take(transaction, "token-key");
    return load(transaction).orElseGet(() -> make(transaction));
  }

  private Optional<TokenFormats> load(Handle transaction) {
    return TokenKeyRows.current(transaction)
        .flatMap(row ->
            vault
                .open(transaction, name(row.kid()))
                .map(secret -> {
                  try (secret) {
                    ECKey key = secret.use(TokenKeys::read);
                    if (!key.getKeyID().equals(row.kid())) {
                      throw new IllegalStateException("the token key is not the one that is named");
                    }
                    return TokenFormats.of(key, row.issuer());
                  }
                }));
  }

  private TokenFormats make(Handle transaction) {
    try (SecretBytes secret = SecretBytes.owning(generate())) {
      ECKey key = secret.use(TokenKeys::read);
      String issuer = "urn:uuid:" + Names.freshId();
      TokenKeyRows.replace(
          transaction, new TokenKeyRows.Row(key.getKeyID(), issuer), clock.instant());
      vault.put(transaction, name(key.getKeyID()), secret);
      feed.announce(transaction, TOPIC, key.getKeyID());
      return TokenFormats.of(key, issuer);
    }
  }

  private static SecretName name(String kid) {
    return SecretName.of("identity", "token-key", kid);
  }

  private static byte[] generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
      ECPrivateKey privateKey = (ECPrivateKey) pair.getPrivate();
      return ByteBuffer.allocate(3 * COORDINATE)
          .put(ECKey.encodeCoordinate(256, privateKey.getS()).decode())
          .put(ECKey.encodeCoordinate(256, publicKey.getW().getAffineX()).decode())
          .put(ECKey.encodeCoordinate(256, publicKey.getW().getAffineY()).decode())
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey read(byte[] coordinates) {
    if (coordinates.length != 3 * COORDINATE) {
      throw new IllegalStateException("the token key has the wrong length");
    }
    try {
      return new ECKey.Builder(Curve.P_256, part(coordinates, 1), part(coordinates, 2))
          .d(part(coordinates, 0))
          .keyIDFromThumbprint()
          .build();
    } catch (JOSEException e) {
      throw new IllegalStateException("the token key is broken", e);
    }
  }

  private static Base64URL part(byte[] coordinates, int index) {
    return Base64URL.encode(
        Arrays.copyOfRange(coordinates, index * COORDINATE, (index + 1) * COORDINATE));
  }
}
