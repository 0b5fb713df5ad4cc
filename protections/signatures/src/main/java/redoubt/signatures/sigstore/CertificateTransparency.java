package redoubt.signatures.sigstore;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import redoubt.crypto.Hash;
import redoubt.signatures.PublicKeys;

/** Signed certificate timestamps that are embedded in a certificate (RFC 6962, section 3). */
final class CertificateTransparency {
  private static final String EMBEDDED = "1.3.6.1.4.1.11129.2.4.2";
  private static final int EXTENSIONS = 3;
  private static final int MOST = 16;
  private static final byte SHA256 = 4;
  private static final byte RSA = 1;
  private static final byte ECDSA = 3;

  @SuppressWarnings("ArrayRecordComponent")
  private record Stamp(byte[] log, long millis, byte[] extensions, byte algorithm, byte[] seal) {}

  private CertificateTransparency() {}

  /** Whether a log that was trusted at that time promised to hold the certificate. */
  static boolean isPromised(
      X509Certificate leaf, X509Certificate issuer, List<Log> logs, Remembered memory) {
    byte[] embedded = leaf.getExtensionValue(EMBEDDED);
    if (embedded == null) {
      return false;
    }
    try {
      byte[] certificate = leaf.getEncoded();
      byte[] issuerHash = Hash.sha256(issuer.getPublicKey().getEncoded());
      for (Stamp stamp : stamps(embedded)) {
        for (Log log : logs) {
          if (log.isNamed(stamp.log())
              && log.validity().contains(Instant.ofEpochMilli(stamp.millis()))
              && memory.holds(
                  "sct",
                  () -> isBy(log, stamp, issuerHash, leaf),
                  certificate,
                  issuerHash,
                  stamp.seal(),
                  log.key().getEncoded())) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException
        | java.security.cert.CertificateEncodingException
        | IllegalArgumentException
        | BufferUnderflowException e) {
      return false;
    }
  }

  /** Nothing if the certificate is damaged inside. */
  @SuppressWarnings("CatchingUnchecked") // Nobody promises what the reader throws at rubbish.
  private static byte[] entry(X509Certificate leaf) {
    try {
      return withoutStamps(leaf.getTBSCertificate());
    } catch (IOException | java.security.cert.CertificateEncodingException | RuntimeException e) {
      return new byte[0];
    }
  }

  /** What the log signed: the entry of a precertificate. */
  private static boolean isBy(Log log, Stamp stamp, byte[] issuerHash, X509Certificate leaf) {
    String algorithm = log.key().getAlgorithm();
    if (!(stamp.algorithm() == ECDSA && algorithm.equals("EC"))
        && !(stamp.algorithm() == RSA && algorithm.equals("RSA"))) {
      return false;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] entry = entry(leaf);
    if (entry.length == 0) {
      return false;
    }
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(0); // version 1
      out.writeByte(0); // certificate_timestamp
      out.writeLong(stamp.millis());
      out.writeShort(1); // precert_entry
      out.write(issuerHash);
      out.writeByte(entry.length >> 16);
      out.writeShort(entry.length);
      out.write(entry);
      out.writeShort(stamp.extensions().length);
      out.write(stamp.extensions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PublicKeys.verifies(log.key(), bytes.toByteArray(), stamp.seal());
  }

  private static List<Stamp> stamps(byte[] extension) throws IOException {
    byte[] list =
        ASN1OctetString.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getOctets();
    ByteBuffer in = ByteBuffer.wrap(list);
    if (Short.toUnsignedInt(in.getShort()) != in.remaining()) {
      throw new IOException("a list of another length");
    }
    List<Stamp> stamps = new ArrayList<>();
    while (in.hasRemaining()) {
      ByteBuffer one = ByteBuffer.wrap(vector(in));
      if (stamps.size() == MOST) {
        throw new IOException("too many");
      }
      if (one.get() != 0) {
        continue; // a version that is not known
      }
      byte[] log = new byte[32];
      one.get(log);
      long millis = one.getLong();
      byte[] extensions = vector(one);
      byte hash = one.get();
      byte algorithm = one.get();
      byte[] seal = vector(one);
      if (hash != SHA256 || one.hasRemaining()) {
        throw new IOException("a signature of another form");
      }
      stamps.add(new Stamp(log, millis, extensions, algorithm, seal));
    }
    return stamps;
  }

  private static byte[] vector(ByteBuffer in) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** The certificate before the logs had seen it. */
  private static byte[] withoutStamps(byte[] certificate) throws IOException {
    ASN1EncodableVector fields = new ASN1EncodableVector();
    for (ASN1Encodable field : ASN1Sequence.getInstance(certificate)) {
      fields.add(
          extensions(field)
              .<ASN1Encodable>map(all -> new DERTaggedObject(true, EXTENSIONS, without(all)))
              .orElse(field));
    }
    return new DERSequence(fields).getEncoded(ASN1Encoding.DER);
  }

  private static Optional<ASN1Sequence> extensions(ASN1Encodable field) {
    return field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS
        ? Optional.of(ASN1Sequence.getInstance(tagged, true))
        : Optional.empty();
  }

  private static DERSequence without(ASN1Sequence extensions) {
    ASN1EncodableVector kept = new ASN1EncodableVector();
    for (ASN1Encodable extension : extensions) {
      ASN1Encodable oid = ASN1Sequence.getInstance(extension).getObjectAt(0);
      if (!ASN1ObjectIdentifier.getInstance(oid).getId().equals(EMBEDDED)) {
        kept.add(extension);
      }
    }
    return new DERSequence(kept);
  }
}
