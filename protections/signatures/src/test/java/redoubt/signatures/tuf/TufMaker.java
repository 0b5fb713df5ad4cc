package redoubt.signatures.tuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import redoubt.oci.Digest;
import redoubt.web.Json;

/** Makes keys and files of repositories, good ones and others. */
public final class TufMaker {
  /** A key pair as files name it. */
  public record Pair(TufKey key, PrivateKey secret, String method) {}

  private TufMaker() {}

  public static Pair ecdsa(String curve) {
    return bare("ecdsa", "ecdsa", generate("EC", new ECGenParameterSpec(curve)));
  }

  public static Pair ecdsa() {
    return ecdsa("secp256r1");
  }

  public static Pair rsa(String method) {
    return bare(
        "rsa",
        method,
        generate(
            "RSA", new java.security.spec.RSAKeyGenParameterSpec(2048, BigInteger.valueOf(65537))));
  }

  public static Pair ed25519() {
    return bare("ed25519", "eddsa", generate("Ed25519", NamedParameterSpec.ED25519));
  }

  /** A root key for a repository. */
  public static Pair root(String commonName, Instant from, Instant until) {
    return certificate(
        generate("EC", new ECGenParameterSpec("secp256r1")), commonName, from, until);
  }

  public static Pair root(String commonName, Instant now) {
    return root(commonName, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(3650)));
  }

  /** The same key with a certificate around it. */
  public static Pair certified(Pair bare, String commonName, Instant now) {
    return certificate(
        new KeyPair(bare.key().publicKey(), bare.secret()),
        commonName,
        now.minus(Duration.ofDays(1)),
        now.plus(Duration.ofDays(300)));
  }

  private static Pair certificate(KeyPair pair, String commonName, Instant from, Instant until) {
    try {
      X500Name name = new X500Name("CN=" + commonName);
      byte[] der =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(64, new Random(pair.hashCode())).add(BigInteger.ONE),
                  Date.from(from),
                  Date.from(until),
                  name,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
              + "\n-----END CERTIFICATE-----\n";
      return of("ecdsa-x509", "ecdsa", pem.getBytes(UTF_8), pair.getPrivate());
    } catch (OperatorCreationException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair generate(String algorithm, AlgorithmParameterSpec spec) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(spec);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Pair bare(String type, String method, KeyPair pair) {
    byte[] spki = pair.getPublic().getEncoded();
    byte[] value =
        type.equals("ed25519") ? Arrays.copyOfRange(spki, spki.length - 32, spki.length) : spki;
    return of(type, method, value, pair.getPrivate());
  }

  private static Pair of(String type, String method, byte[] value, PrivateKey secret) {
    try {
      String json =
          "{\"keytype\":\"%s\",\"keyval\":{\"private\":null,\"public\":\"%s\"}}"
              .formatted(type, Base64.getEncoder().encodeToString(value));
      return new Pair(TufKey.read(Json.parse(json.getBytes(UTF_8))), secret, method);
    } catch (BadDocument e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code signed} with signatures of all these. */
  public static byte[] sign(String signed, Pair... by) {
    try {
      JsonNode tree = Json.parse(signed.getBytes(UTF_8));
      byte[] message = CanonicalJson.of(tree);
      String marks =
          Arrays.stream(by)
              .map(pair ->
                  "{\"keyid\":\"%s\",\"method\":\"%s\",\"sig\":\"%s\"}"
                      .formatted(
                          pair.key().id(),
                          pair.method(),
                          Base64.getEncoder().encodeToString(mark(pair, message))))
              .collect(Collectors.joining(","));
      return ("{\"signed\":" + new String(message, UTF_8) + ",\"signatures\":[" + marks + "]}")
          .getBytes(UTF_8);
    } catch (BadDocument e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] mark(Pair pair, byte[] message) {
    try {
      Signature signer =
          switch (pair.method()) {
            case "ecdsa" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            case "ecdsa-der" -> Signature.getInstance("SHA256withECDSA");
            case "eddsa" -> Signature.getInstance("Ed25519");
            case "rsapkcs1v15" -> Signature.getInstance("SHA256withRSA");
            default -> Signature.getInstance("RSASSA-PSS");
          };
      if (pair.method().equals("rsapss")) {
        signer.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signer.initSign(pair.secret());
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String keys(Pair... pairs) {
    Map<String, String> byId = new TreeMap<>();
    for (Pair pair : pairs) {
      byId.put(pair.key().id(), "\"" + pair.key().id() + "\":" + pair.key().json());
    }
    return "{" + String.join(",", byId.values()) + "}";
  }

  public static String role(int threshold, Pair... pairs) {
    return "{\"keyids\":["
        + Arrays.stream(pairs)
            .map(pair -> "\"" + pair.key().id() + "\"")
            .collect(Collectors.joining(","))
        + "],\"threshold\":"
        + threshold
        + "}";
  }

  public static String delegation(String name, String paths, Pair... pairs) {
    return "{\"name\":\"%s\",\"paths\":%s,".formatted(name, paths) + role(1, pairs).substring(1);
  }

  public static String root(int version, Instant expires, Map<String, String> roles, Pair... all) {
    return "{\"_type\":\"Root\",\"consistent_snapshot\":false,\"expires\":\"%s\",\"keys\":%s,\"roles\":{%s},\"version\":%d}"
        .formatted(
            expires,
            keys(all),
            roles.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",")),
            version);
  }

  public static String targets(
      int version,
      Instant expires,
      Map<String, Digest> tags,
      List<String> delegations,
      Pair... keys) {
    return "{\"_type\":\"Targets\",\"delegations\":{\"keys\":%s,\"roles\":[%s]},\"expires\":\"%s\",\"targets\":{%s},\"version\":%d}"
        .formatted(
            keys(keys),
            String.join(",", delegations),
            expires,
            tags.entrySet().stream()
                .map(tag ->
                    "\"%s\":{\"hashes\":{\"sha256\":\"%s\"},\"length\":349}"
                        .formatted(tag.getKey(), base64(tag.getValue())))
                .collect(Collectors.joining(",")),
            version);
  }

  /** A snapshot or a timestamp. */
  public static String meta(String type, int version, Instant expires, Map<String, byte[]> files) {
    return "{\"_type\":\"%s\",\"expires\":\"%s\",\"meta\":{%s},\"version\":%d}"
        .formatted(
            type,
            expires,
            new TreeMap<>(files)
                .entrySet().stream()
                    .map(file ->
                        "\"%s\":{\"hashes\":{\"sha256\":\"%s\",\"sha512\":\"%s\"},\"length\":%d}"
                            .formatted(
                                file.getKey(),
                                base64(Digest.of(file.getValue())),
                                base64(Digest.Algorithm.SHA512.of(file.getValue())),
                                file.getValue().length))
                    .collect(Collectors.joining(",")),
            version);
  }

  private static String base64(Digest digest) {
    return Base64.getEncoder().encodeToString(java.util.HexFormat.of().parseHex(digest.hex()));
  }

  /** Roles of a root. */
  public static Map<String, String> roles(
      String root, String targets, String snapshot, String timestamp) {
    Map<String, String> roles = new LinkedHashMap<>();
    roles.put("root", root);
    roles.put("targets", targets);
    roles.put("snapshot", snapshot);
    roles.put("timestamp", timestamp);
    return roles;
  }
}
