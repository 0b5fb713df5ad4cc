package redoubt.signatures.sigstore;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import redoubt.crypto.Hash;
import redoubt.oci.Digest;
import redoubt.signatures.Ecdsa;
import redoubt.signatures.PublicKeys;

/** A signature and what it was made over. */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Signed extends PublicKeys.Made {
  /** SHA-256 of what was signed, or the digest that is known of it. */
  byte[] print();

  /**
   * Whether what was signed has this hash.
   *
   * @param algorithm such as {@code SHA-256}
   */
  boolean hasHash(String algorithm, byte[] hash);

  /** What a timestamp is over: the signature, but for cosign's attestations in legacy form. */
  default byte[] stamped() {
    return signature();
  }

  /** Bytes that are at hand. */
  record Message(byte[] message, byte[] signature) implements Signed {
    @Override
    public byte[] print() {
      return Hash.sha256(message);
    }

    @Override
    public boolean isBy(PublicKey key) {
      return PublicKeys.verifiesAsCosign(key, message, signature);
    }

    @Override
    public List<byte[]> hashes(ECPublicKey key) {
      return PublicKeys.hashesAsCosign(key, message);
    }

    @Override
    public boolean hasHash(String algorithm, byte[] hash) {
      return Signed.isHash(algorithm, message, hash);
    }
  }

  /**
   * Content of a known digest, whose bytes are not needed.
   *
   * @param digest of the content
   */
  record Artifact(Digest digest, byte[] signature) implements Signed {
    @Override
    public byte[] print() {
      return digest.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** ECDSA on the curve whose hash this is; other keys sign bytes and not a hash. */
    @Override
    public boolean isBy(PublicKey key) {
      return key instanceof ECPublicKey curve
          && hashes(curve).stream().anyMatch(hash -> Ecdsa.verifies(curve, hash, signature));
    }

    @Override
    public List<byte[]> hashes(ECPublicKey key) {
      int bits = digest.hex().length() * 4;
      return key.getParams().getOrder().bitLength() == (bits == 512 ? 521 : bits)
          ? List.of(HexFormat.of().parseHex(digest.hex()))
          : List.of();
    }

    @Override
    public boolean hasHash(String algorithm, byte[] hash) {
      return algorithm.equals(digest.algorithm() == Digest.Algorithm.SHA256 ? "SHA-256" : "SHA-512")
          && MessageDigest.isEqual(HexFormat.of().parseHex(digest.hex()), hash);
    }
  }

  /**
   * An envelope (secure-systems-lab/dsse).
   *
   * @param content what it holds
   * @param written the whole of it as it was written, where that is known
   * @param isStampedWhole whether timestamps are over {@code written} and not over the signature
   */
  record Envelope(
      String type,
      byte[] content,
      byte[] signature,
      Optional<byte[]> written,
      boolean isStampedWhole)
      implements Signed {
    @Override
    public byte[] print() {
      return Hash.sha256(authenticated());
    }

    @Override
    public boolean isBy(PublicKey key) {
      return PublicKeys.verifiesAsCosign(key, authenticated(), signature);
    }

    @Override
    public List<byte[]> hashes(ECPublicKey key) {
      return PublicKeys.hashesAsCosign(key, authenticated());
    }

    /** Of what was signed, not of the content. */
    @Override
    public boolean hasHash(String algorithm, byte[] hash) {
      return Signed.isHash(algorithm, authenticated(), hash);
    }

    boolean hasContentHash(String algorithm, byte[] hash) {
      return Signed.isHash(algorithm, content, hash);
    }

    @Override
    public byte[] stamped() {
      return isStampedWhole ? written.orElse(signature) : signature;
    }

    /** What is signed ("PAE"): lengths are those of the bytes. */
    public byte[] authenticated() {
      byte[] name = type.getBytes(StandardCharsets.UTF_8);
      byte[] head =
          ("DSSEv1 " + name.length + " " + type + " " + content.length + " ")
              .getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[head.length + content.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(content, 0, all, head.length, content.length);
      return all;
    }
  }

  private static boolean isHash(String algorithm, byte[] content, byte[] hash) {
    try {
      return MessageDigest.isEqual(MessageDigest.getInstance(algorithm).digest(content), hash);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
