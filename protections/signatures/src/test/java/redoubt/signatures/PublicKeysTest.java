package redoubt.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redoubt.signatures.sigstore.Signed;

/** Whose a signature is that does not say so. */
final class PublicKeysTest {
  private static final byte[] MESSAGE = "what is signed".getBytes(UTF_8);

  /** Of kinds of keys, with which algorithms cosign signs. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "secp256r1", List.of("SHA256withECDSA"),
          "secp384r1", List.of("SHA384withECDSA", "SHA256withECDSA"),
          "secp521r1", List.of("SHA512withECDSA", "SHA256withECDSA"),
          "RSA", List.of("SHA256withRSA"),
          "Ed25519", List.of("Ed25519"));

  private final AtomicInteger tries = new AtomicInteger();

  private record Pair(String kind, KeyPair keys) {}

  private static Pair pair(String kind) {
    try {
      boolean curve = kind.startsWith("secp");
      KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : kind);
      if (curve) {
        generator.initialize(new ECGenParameterSpec(kind));
      }
      return new Pair(kind, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sign(Pair pair, String algorithm) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(pair.keys().getPrivate());
    signature.update(MESSAGE);
    return signature.sign();
  }

  private PublicKeys.Made made(byte... signature) {
    Signed.Message signed = new Signed.Message(MESSAGE, signature);
    return new PublicKeys.Made() {
      @Override
      public byte[] signature() {
        return signed.signature();
      }

      @Override
      public boolean isBy(PublicKey key) {
        tries.incrementAndGet();
        return signed.isBy(key);
      }

      @Override
      public List<byte[]> hashes(ECPublicKey key) {
        return signed.hashes(key);
      }
    };
  }

  private static List<Pair> pairs(int ofEach) {
    List<Pair> pairs = new ArrayList<>();
    KINDS
        .keySet()
        .forEach(kind -> {
          int count = kind.equals("RSA") ? 2 : ofEach;
          for (int i = 0; i < count; i++) {
            pairs.add(pair(kind));
          }
        });
    Collections.shuffle(pairs, new Random(1));
    return pairs;
  }

  private static List<String> algorithms(Pair pair) {
    return KINDS.getOrDefault(pair.kind(), List.of());
  }

  private static PublicKeys known(List<Pair> pairs) {
    return PublicKeys.of(pairs.stream().map(pair -> pair.keys().getPublic()).toList());
  }

  @Test
  void itIsOfTheOneKeyThatMadeItAndFewAreTried() throws Exception {
    List<Pair> pairs = pairs(30);
    PublicKeys known = known(pairs);
    for (Pair pair : pairs) {
      for (String algorithm : algorithms(pair)) {
        tries.set(0);
        assertThat(known.whoSigned(made(sign(pair, algorithm))))
            .as(pair.kind() + " " + algorithm)
            .isEqualTo(new Signer.Key(PublicKeys.fingerprint(pair.keys().getPublic())));
        if (pair.kind().startsWith("secp")) {
          assertThat(tries.get()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void whatNoneOfThemMadeIsOfNobodyAndNoneOfManyIsTried() throws Exception {
    PublicKeys known = known(pairs(30));
    for (Map.Entry<String, List<String>> kind : KINDS.entrySet()) {
      for (String algorithm : kind.getValue()) {
        tries.set(0);
        assertThat(known.whoSigned(made(sign(pair(kind.getKey()), algorithm))))
            .isEqualTo(new Signer.Unknown());
        if (kind.getKey().startsWith("secp")) {
          assertThat(tries.get()).isZero();
        }
      }
    }
    assertThat(known.whoSigned(made())).isEqualTo(new Signer.Unknown());
  }

  @Test
  void ofFewKeysEachIsTried() throws Exception {
    List<Pair> pairs = pairs(3);
    for (Pair pair : pairs) {
      byte[] signature = sign(pair, algorithms(pair).getLast());
      assertThat(known(pairs).whoSigned(made(signature)))
          .isEqualTo(new Signer.Key(PublicKeys.fingerprint(pair.keys().getPublic())));
    }
  }

  @Test
  void nothingIsTriedWhenTheBudgetIsOver() throws Exception {
    List<Pair> pairs = pairs(1);
    PublicKeys known = known(pairs).within(new Budget(Long.MAX_VALUE, 0, Duration.ofHours(1)));
    assertThat(
            known.whoSigned(made(sign(pairs.getFirst(), algorithms(pairs.getFirst()).getFirst()))))
        .isEqualTo(new Signer.Unknown());
    assertThat(tries.get()).isZero();
  }
}
