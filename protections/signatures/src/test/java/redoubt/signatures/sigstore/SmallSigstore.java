package redoubt.signatures.sigstore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.merkle.TreeProofs;
import redoubt.signatures.PublicKeys;
import redoubt.web.Json;

/** Services as Sigstore's: an authority, logs of both generations, and one that stamps times. */
public final class SmallSigstore {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String OLD_ORIGIN = "rekor.acme.test - 4711";
  private static final String NEW_ORIGIN = "log.acme.test";

  final SmallAuthority authority = new SmallAuthority();
  final KeyPair oldLog = SmallAuthority.pair();
  final KeyPair newLog;
  final KeyPair stampKey = SmallAuthority.pair();
  final X509Certificate stampRoot;
  final X509Certificate stamper;
  private final List<Digest32> oldLeaves = new ArrayList<>();
  private final List<Digest32> newLeaves = new ArrayList<>();

  public SmallSigstore() {
    try {
      newLog = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    KeyPair rootKey = SmallAuthority.pair();
    stampRoot =
        SmallAuthority.certificate(
            "CN=times", rootKey, "CN=times", rootKey, true, KeyPurposeId.id_kp_timeStamping);
    stamper =
        SmallAuthority.certificate(
            "CN=stamper", stampKey, "CN=times", rootKey, false, KeyPurposeId.id_kp_timeStamping);
    for (int i = 0; i < 5; i++) {
      oldLeaves.add(TreeHash.leaf(new byte[] {(byte) i}));
      newLeaves.add(TreeHash.leaf(new byte[] {(byte) i}));
    }
  }

  /** What trusts these services, from their birth on. */
  ObjectNode root() {
    ObjectNode root = JSON.objectNode();
    root.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
    root.putArray("tlogs")
        .add(log("https://rekor.acme.test", oldLog.getPublic(), oldId()))
        .add(log("https://log.acme.test", newLog.getPublic(), newId()));
    root.putArray("ctlogs")
        .add(
            log(
                "https://ct.acme.test",
                authority.log.getPublic(),
                SmallAuthority.sha256(authority.log.getPublic().getEncoded())));
    root.putArray("certificateAuthorities")
        .add(chain("https://fulcio.acme.test", authority.issuer, authority.root));
    root.putArray("timestampAuthorities").add(chain("https://tsa.acme.test", stamper, stampRoot));
    return root;
  }

  public SigstoreTrust trust() {
    return trust(root());
  }

  static SigstoreTrust trust(ObjectNode root) {
    return new SigstoreTrust(
        PublicKeys.of(List.of()),
        List.of(TrustedRoot.read(Json.bytes(root))),
        new Remembered(1000));
  }

  private byte[] oldId() {
    return SmallAuthority.sha256(oldLog.getPublic().getEncoded());
  }

  /** As signed notes have it: the name, the algorithm Ed25519 and the bare key. */
  private byte[] newId() {
    byte[] name = (NEW_ORIGIN + "\n\u0001").getBytes(StandardCharsets.UTF_8);
    byte[] spki = newLog.getPublic().getEncoded();
    byte[] all = Arrays.copyOf(name, name.length + 32);
    System.arraycopy(spki, spki.length - 32, all, name.length, 32);
    return SmallAuthority.sha256(all);
  }

  private static ObjectNode log(String url, PublicKey key, byte[] id) {
    ObjectNode log = JSON.objectNode();
    log.put("baseUrl", url);
    log.put("hashAlgorithm", "SHA2_256");
    log.putObject("publicKey")
        .put("rawBytes", base64(key.getEncoded()))
        .put(
            "keyDetails",
            key.getAlgorithm().equals("EC") ? "PKIX_ECDSA_P256_SHA_256" : "PKIX_ED25519")
        .putObject("validFor")
        .put("start", SmallAuthority.BORN.toString());
    log.putObject("logId").put("keyId", base64(id));
    return log;
  }

  private static ObjectNode chain(String uri, X509Certificate... chain) {
    ObjectNode authority = JSON.objectNode();
    authority.put("uri", uri);
    ArrayNode all = authority.putObject("certChain").putArray("certificates");
    for (X509Certificate one : chain) {
      all.addObject().put("rawBytes", base64(der(one)));
    }
    authority.putObject("validFor").put("start", SmallAuthority.BORN.toString());
    return authority;
  }

  /** A log of the first generation takes it in and says so. */
  ObjectNode entry(ObjectNode body, Instant at) {
    byte[] bytes = Json.bytes(body);
    long index = 1_000L + oldLeaves.size();
    String said =
        "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":%d}"
            .formatted(
                base64(bytes), at.getEpochSecond(), HexFormat.of().formatHex(oldId()), index);
    ObjectNode entry = entry(body, oldLeaves, OLD_ORIGIN, "rekor.acme.test", oldLog, oldId());
    entry.put("logIndex", Long.toString(index));
    entry.put("integratedTime", Long.toString(at.getEpochSecond()));
    entry
        .putObject("inclusionPromise")
        .put(
            "signedEntryTimestamp",
            base64(SmallAuthority.sign(oldLog, said.getBytes(StandardCharsets.UTF_8))));
    return entry;
  }

  /** A log of the second generation takes it in; it knows no times. */
  ObjectNode entry(ObjectNode body) {
    ObjectNode entry = entry(body, newLeaves, NEW_ORIGIN, NEW_ORIGIN, newLog, newId());
    entry.put("logIndex", entry.at("/inclusionProof/logIndex").textValue());
    return entry;
  }

  private static ObjectNode entry(
      ObjectNode body, List<Digest32> leaves, String origin, String name, KeyPair log, byte[] id) {
    byte[] bytes = Json.bytes(body);
    leaves.add(TreeHash.leaf(bytes));
    leaves.add(TreeHash.leaf(new byte[] {1, 2, 3}));
    long index = leaves.size() - 2L;
    TreeProofs tree = TreeProofs.over(leaves);
    Digest32 root = tree.root(leaves.size());
    ObjectNode entry = JSON.objectNode();
    entry.putObject("logId").put("keyId", base64(id));
    entry
        .putObject("kindVersion")
        .put("kind", body.path("kind").textValue())
        .put("version", body.path("apiVersion").textValue());
    ObjectNode proof = entry.putObject("inclusionProof");
    proof.put("logIndex", Long.toString(index));
    proof.put("treeSize", Long.toString(leaves.size()));
    proof.put("rootHash", root.base64());
    ArrayNode hashes = proof.putArray("hashes");
    tree.inclusion(index, leaves.size()).forEach(hash -> hashes.add(hash.base64()));
    proof.putObject("checkpoint").put("envelope", note(origin, leaves.size(), root, name, log, id));
    entry.put("canonicalizedBody", base64(bytes));
    return entry;
  }

  static String note(String origin, long size, Digest32 root, String name, KeyPair log, byte[] id) {
    String text = origin + "\n" + size + "\n" + root.base64() + "\n";
    byte[] seal = SmallAuthority.sign(log, text.getBytes(StandardCharsets.UTF_8));
    byte[] line = new byte[4 + seal.length];
    System.arraycopy(id, 0, line, 0, 4);
    System.arraycopy(seal, 0, line, 4, seal.length);
    return text + "\n\u2014 " + name + " " + base64(line) + "\n";
  }

  /** That this was there at that time (RFC 3161). */
  byte[] stamp(byte[] what, Instant at) {
    return stamp(what, at, "SHA256withECDSA");
  }

  byte[] stamp(byte[] what, Instant at, String algorithm) {
    return stamp(what, at, stampKey, stamper, algorithm);
  }

  static byte[] stamp(byte[] what, Instant at, KeyPair key, X509Certificate by) {
    return stamp(what, at, key, by, "SHA256withECDSA");
  }

  private static byte[] stamp(
      byte[] what, Instant at, KeyPair key, X509Certificate by, String algorithm) {
    try {
      TimeStampTokenGenerator tokens =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder().build(algorithm, key.getPrivate(), by),
              new JcaDigestCalculatorProviderBuilder()
                  .build()
                  .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
              new ASN1ObjectIdentifier("1.2.3"));
      TimeStampRequestGenerator asks = new TimeStampRequestGenerator();
      return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
          .generate(
              asks.generate(TSPAlgorithms.SHA256, SmallAuthority.sha256(what)),
              BigInteger.ONE,
              Date.from(at))
          .getEncoded();
    } catch (IOException
        | TSPException
        | OperatorCreationException
        | CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(X509Certificate certificate) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(certificate))
        + "\n-----END CERTIFICATE-----\n";
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
