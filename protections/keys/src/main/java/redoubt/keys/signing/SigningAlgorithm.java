package redoubt.keys.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a signing key is. */
public enum SigningAlgorithm {
  ECDSA_P256("EC", "SHA256withECDSA"),
  ECDSA_P384("EC", "SHA384withECDSA"),
  ED25519("Ed25519", "Ed25519"),
  RSA_3072("RSA", "SHA256withRSA");

  private final String family;
  private final String plain;

  SigningAlgorithm(String family, String plain) {
    this.family = family;
    this.plain = plain;
  }

  /** As JSON and commands call it: {@code ecdsa-p256}, … */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<SigningAlgorithm> of(String word) {
    return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  /** Whether {@link Form#JOSE} has a name for its signatures that tools read. */
  public boolean knows(Form form) {
    return form == Form.PLAIN || this != ED25519;
  }

  /** A new pair; RSA takes about a second. */
  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      generator.initialize(parameters());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + word(), e);
    }
  }

  private AlgorithmParameterSpec parameters() {
    return switch (this) {
      case ECDSA_P256 -> new ECGenParameterSpec("secp256r1");
      case ECDSA_P384 -> new ECGenParameterSpec("secp384r1");
      case ED25519 -> NamedParameterSpec.ED25519;
      case RSA_3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
    };
  }

  PublicKey publicKey(byte[] spki) {
    try {
      return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of ours cannot be read", e);
    }
  }

  PrivateKey privateKey(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the vault holds another kind of key", e);
    }
  }

  /** The name under which certificates are signed with it. */
  String certificateAlgorithm() {
    return plain;
  }

  byte[] sign(PrivateKey key, Form form, byte[] message) {
    try {
      Signature signer = signer(form);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with " + word(), e);
    }
  }

  private Signature signer(Form form) throws GeneralSecurityException {
    return switch (form) {
      case PLAIN -> Signature.getInstance(plain);
      case JOSE ->
          switch (this) {
            case ECDSA_P256, ECDSA_P384 -> Signature.getInstance(plain + "inP1363Format");
            case RSA_3072 -> {
              Signature pss = Signature.getInstance("RSASSA-PSS");
              pss.setParameter(
                  new PSSParameterSpec("SHA-384", "MGF1", new MGF1ParameterSpec("SHA-384"), 48, 1));
              yield pss;
            }
            case ED25519 -> throw new IllegalArgumentException("not with Ed25519");
          };
    };
  }
}
