package redoubt.signatures.gpg;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;

/** Makes keys and messages as they should be, and as they should not. */
final class TestSigner {
  static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant SIGNED = MADE.plusSeconds(1000);

  private static final String NAME = "Signer <signer@acme.test>";
  private static final Map<String, AsymmetricCipherKeyPair> MATERIAL = new ConcurrentHashMap<>();

  private int hash = HashAlgorithmTags.SHA256;
  private int selfHash = HashAlgorithmTags.SHA256;
  private int kind = PGPSignature.BINARY_DOCUMENT;
  private int compression;
  private int critical;
  private int rsa;
  private int flags = KeyFlags.SIGN_DATA | KeyFlags.CERTIFY_OTHER;
  private int subkeyFlags;
  private boolean subkey;
  private boolean backSignature;
  private boolean revoked;
  private boolean revokedByAnother;
  private boolean revokedSubkey;
  private long expiry;
  private long keyExpiry;
  private long wordExpiry;
  private Optional<byte[]> issuer = Optional.empty();
  private Instant at = SIGNED;
  private UnaryOperator<String> text = UnaryOperator.identity();

  static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            TestSigner.class.getResourceAsStream("/redoubt/signatures/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String digest) {
    return "{\"critical\":{\"type\":\"atomic container signature\",\"image\":{"
        + "\"docker-manifest-digest\":\""
        + digest
        + "\"},\"identity\":{\"docker-reference\":\"registry.test/acme/app:v1\"}},"
        + "\"optional\":{}}";
  }

  static List<String> failed(Fact fact) {
    List<String> names = new ArrayList<>();
    collect(fact.check(), names);
    return names;
  }

  private static void collect(Check check, List<String> names) {
    if (check.parts().isEmpty() && !check.isPassed()) {
      names.add(check.name());
    }
    check.parts().forEach(part -> collect(part, names));
  }

  TestSigner hash(int algorithm) {
    hash = algorithm;
    return this;
  }

  TestSigner selfHash(int algorithm) {
    selfHash = algorithm;
    return this;
  }

  TestSigner kind(int type) {
    kind = type;
    return this;
  }

  TestSigner compressed(int algorithm) {
    compression = algorithm;
    return this;
  }

  TestSigner critical(int subpacket) {
    critical = subpacket;
    return this;
  }

  TestSigner rsa(int bits) {
    rsa = bits;
    return this;
  }

  TestSigner flags(int all) {
    flags = all;
    return this;
  }

  TestSigner bySubkey(int all, boolean agreed) {
    subkey = true;
    subkeyFlags = all;
    backSignature = agreed;
    return this;
  }

  TestSigner revoked() {
    revoked = true;
    return this;
  }

  TestSigner revokedByAnother() {
    revokedByAnother = true;
    return this;
  }

  TestSigner revokedSubkey() {
    revokedSubkey = true;
    return this;
  }

  TestSigner expiresAfter(long seconds) {
    expiry = seconds;
    return this;
  }

  TestSigner keyExpiresAfter(long seconds) {
    keyExpiry = seconds;
    return this;
  }

  /** What the message says in its signed part that it is by. */
  TestSigner issuer(byte[] fingerprint) {
    issuer = Optional.of(fingerprint);
    return this;
  }

  byte[] fingerprint() {
    return signing().getPublicKey().getFingerprint();
  }

  /** What answers for the key that signs: the subkey's binding, or that of the name. */
  TestSigner wordsExpireAfter(long seconds) {
    wordExpiry = seconds;
    return this;
  }

  TestSigner signedAt(Instant moment) {
    at = moment;
    return this;
  }

  TestSigner text(UnaryOperator<String> change) {
    text = change;
    return this;
  }

  private static PGPKeyPair pair(String name, int rsa) {
    try {
      AsymmetricCipherKeyPair material =
          MATERIAL.computeIfAbsent(
              name + rsa,
              _ -> {
                if (rsa > 0) {
                  RSAKeyPairGenerator maker = new RSAKeyPairGenerator();
                  maker.init(
                      new RSAKeyGenerationParameters(
                          BigInteger.valueOf(65537), new SecureRandom(), rsa, 100));
                  return maker.generateKeyPair();
                }
                Ed25519KeyPairGenerator maker = new Ed25519KeyPairGenerator();
                maker.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
                return maker.generateKeyPair();
              });
      return new BcPGPKeyPair(
          PublicKeyPacket.VERSION_4,
          rsa > 0 ? PublicKeyAlgorithmTags.RSA_GENERAL : PublicKeyAlgorithmTags.EDDSA_LEGACY,
          material,
          Date.from(MADE));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private PGPKeyPair primary() {
    return pair("primary", rsa);
  }

  private PGPKeyPair signing() {
    return subkey ? pair("subkey", rsa) : primary();
  }

  private static PGPSignatureGenerator generator(PGPKeyPair pair, int type, int hash)
      throws PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), hash),
            pair.getPublicKey());
    generator.init(type, pair.getPrivateKey());
    return generator;
  }

  private static PGPSignatureSubpacketGenerator parts(PGPKeyPair pair, Instant at) {
    PGPSignatureSubpacketGenerator parts = new PGPSignatureSubpacketGenerator();
    parts.setSignatureCreationTime(false, Date.from(at));
    parts.setIssuerFingerprint(false, pair.getPublicKey());
    return parts;
  }

  /** The primary key with its name, the subkey, and whatever revokes them. */
  PgpKeys keys() {
    try {
      PGPKeyPair primary = primary();
      PGPSignatureGenerator self =
          generator(primary, PGPSignature.POSITIVE_CERTIFICATION, selfHash);
      PGPSignatureSubpacketGenerator parts = parts(primary, MADE);
      parts.setKeyFlags(true, flags);
      if (keyExpiry > 0) {
        parts.setKeyExpirationTime(true, keyExpiry);
      }
      if (wordExpiry > 0 && !subkey) {
        parts.setSignatureExpirationTime(true, wordExpiry);
      }
      self.setHashedSubpackets(parts.generate());
      PGPPublicKey key = primary.getPublicKey();
      PGPSignature word = self.generateCertification(NAME, key);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(new Packet(6, body(key.getEncoded())).encoded());
      for (PGPKeyPair by :
          revoked
              ? List.of(primary)
              : revokedByAnother ? List.of(pair("another", 0)) : List.<PGPKeyPair>of()) {
        PGPSignatureGenerator revoking =
            generator(by, PGPSignature.KEY_REVOCATION, HashAlgorithmTags.SHA256);
        revoking.setHashedSubpackets(parts(primary, SIGNED.plusSeconds(5)).generate());
        out.writeBytes(revoking.generateCertification(key).getEncoded());
      }
      out.writeBytes(new Packet(13, NAME.getBytes(UTF_8)).encoded());
      out.writeBytes(word.getEncoded());
      if (subkey) {
        subkey(primary, signing(), out);
      }
      return PgpKeys.read(out.toByteArray());
    } catch (PGPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void subkey(PGPKeyPair primary, PGPKeyPair sub, ByteArrayOutputStream out)
      throws PGPException, IOException {
    PGPSignatureSubpacketGenerator parts = parts(primary, MADE);
    parts.setKeyFlags(true, subkeyFlags);
    if (wordExpiry > 0) {
      parts.setSignatureExpirationTime(true, wordExpiry);
    }
    if (backSignature) {
      PGPSignatureGenerator back =
          generator(sub, PGPSignature.PRIMARYKEY_BINDING, HashAlgorithmTags.SHA256);
      back.setHashedSubpackets(parts(sub, MADE).generate());
      parts.addEmbeddedSignature(
          false, back.generateCertification(primary.getPublicKey(), sub.getPublicKey()));
    }
    PGPSignatureGenerator binding =
        generator(primary, PGPSignature.SUBKEY_BINDING, HashAlgorithmTags.SHA256);
    binding.setHashedSubpackets(parts.generate());
    out.writeBytes(new Packet(14, body(sub.getPublicKey().getEncoded())).encoded());
    out.writeBytes(
        binding.generateCertification(primary.getPublicKey(), sub.getPublicKey()).getEncoded());
    if (revokedSubkey) {
      PGPSignatureGenerator revoking =
          generator(primary, PGPSignature.SUBKEY_REVOCATION, HashAlgorithmTags.SHA256);
      revoking.setHashedSubpackets(parts(primary, SIGNED.plusSeconds(5)).generate());
      out.writeBytes(
          revoking.generateCertification(primary.getPublicKey(), sub.getPublicKey()).getEncoded());
    }
  }

  private static byte[] body(byte[] packet) {
    try {
      return Packet.split(packet).getFirst().body();
    } catch (BadMessage e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] message(redoubt.oci.Digest image) {
    try {
      byte[] content = text.apply(text(image.toString())).getBytes(UTF_8);
      PGPKeyPair pair = signing();
      PGPSignatureGenerator generator = generator(pair, kind, hash);
      PGPSignatureSubpacketGenerator parts = parts(pair, at);
      issuer.ifPresent(named -> {
        parts.removePacketsOfType(SignatureSubpacketTags.ISSUER_FINGERPRINT);
        parts.addCustomSubpacket(new IssuerFingerprint(false, false, withVersion(named)));
      });
      if (expiry > 0) {
        parts.setSignatureExpirationTime(true, expiry);
      }
      if (critical > 0) {
        parts.addCustomSubpacket(new SignatureSubpacket(critical, true, false, new byte[] {1}) {});
      }
      generator.setHashedSubpackets(parts.generate());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      generator.generateOnePassVersion(false).encode(out);
      PGPLiteralDataGenerator literal = new PGPLiteralDataGenerator();
      try (var body = literal.open(out, PGPLiteralData.BINARY, "", content.length, Date.from(at))) {
        body.write(content);
      }
      generator.update(content);
      generator.generate().encode(out);
      return compression == 0 ? out.toByteArray() : compress(compression, out.toByteArray());
    } catch (PGPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] withVersion(byte[] fingerprint) {
    return join(new byte[] {PublicKeyPacket.VERSION_4}, fingerprint);
  }

  static byte[] compress(int algorithm, byte[] content) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PGPCompressedDataGenerator generator = new PGPCompressedDataGenerator(algorithm);
      try (var body = generator.open(out)) {
        body.write(content);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
