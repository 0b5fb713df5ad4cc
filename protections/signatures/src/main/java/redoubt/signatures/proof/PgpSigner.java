package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
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
import redoubt.signatures.proof.Trial.Pushed;
import redoubt.web.Json;

/** Somebody with a fresh OpenPGP key, who signs as the containers tools do. */
final class PgpSigner {
  private static final String NAME = "Redoubt proof <proof@redoubt.invalid>";

  private final PGPKeyPair keys;
  private final Date made;

  /** Whose key was made at that moment. */
  PgpSigner(Instant made) {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    this.made = Date.from(made);
    try {
      this.keys =
          new BcPGPKeyPair(
              PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.EDDSA_LEGACY,
              generator.generateKeyPair(),
              this.made);
    } catch (PGPException e) {
      throw new IllegalStateException("an OpenPGP key could not be made", e);
    }
  }

  /** In armour. */
  String publicKey() {
    try {
      PGPSignatureGenerator self = generator(PGPSignature.POSITIVE_CERTIFICATION);
      PGPSignatureSubpacketGenerator parts = parts();
      parts.setKeyFlags(true, KeyFlags.SIGN_DATA | KeyFlags.CERTIFY_OTHER);
      self.setHashedSubpackets(parts.generate());
      PGPPublicKey key = keys.getPublicKey();
      PGPPublicKey named =
          PGPPublicKey.addCertification(key, NAME, self.generateCertification(NAME, key));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ArmoredOutputStream armour = ArmoredOutputStream.builder().build(out)) {
        named.encode(armour);
      }
      return out.toString(UTF_8);
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("an OpenPGP key could not be written", e);
    }
  }

  /** The message that is put beside an image; it may name another one. */
  byte[] sign(Pushed named, String reference) {
    byte[] text =
        Json.bytes(
            Map.of(
                "critical",
                Map.of(
                    "type",
                    "atomic container signature",
                    "image",
                    Map.of("docker-manifest-digest", named.digest().toString()),
                    "identity",
                    Map.of("docker-reference", reference)),
                "optional",
                Map.of()));
    try {
      PGPSignatureGenerator generator = generator(PGPSignature.BINARY_DOCUMENT);
      generator.setHashedSubpackets(parts().generate());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      generator.generateOnePassVersion(false).encode(out);
      try (var body =
          new PGPLiteralDataGenerator().open(out, PGPLiteralData.BINARY, "", text.length, made)) {
        body.write(text);
      }
      generator.update(text);
      generator.generate().encode(out);
      return out.toByteArray();
    } catch (PGPException | IOException e) {
      throw new IllegalStateException("an OpenPGP message could not be made", e);
    }
  }

  private PGPSignatureGenerator generator(int type) throws PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new BcPGPContentSignerBuilder(
                keys.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
            keys.getPublicKey());
    generator.init(type, keys.getPrivateKey());
    return generator;
  }

  private PGPSignatureSubpacketGenerator parts() {
    PGPSignatureSubpacketGenerator parts = new PGPSignatureSubpacketGenerator();
    parts.setSignatureCreationTime(false, made);
    parts.setIssuerFingerprint(false, keys.getPublicKey());
    return parts;
  }
}
