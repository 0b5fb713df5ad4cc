package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.x509.TestAuthority;

/** Signs as the Notary Project does, in both forms, and as it does not. */
public final class TestNotary {
  static final JsonMapper JSON = new JsonMapper();

  final Map<String, Object> headers = new LinkedHashMap<>();
  private final List<String> critical = new ArrayList<>(List.of(Envelope.SCHEME));
  private final TestAuthority.Party party;
  private List<byte[]> chain;
  private byte[] content;
  private Optional<Function<byte[], byte[]>> clock = Optional.empty();
  private Optional<String> agent = Optional.empty();

  public TestNotary(TestAuthority.Party party, Descriptor subject) {
    this.party = party;
    this.chain = party.encoded();
    this.content = content(subject.mediaType(), subject.digest().toString(), subject.size());
    headers.put("alg", Algorithm.of(party.keys().getPublic()).map(Enum::name).orElse("none"));
    headers.put("crit", critical);
    headers.put("cty", Envelope.CONTENT_TYPE);
    headers.put(Envelope.SCHEME, Notation.X509);
    headers.put(Envelope.SIGNING_TIME, TestAuthority.NOW);
  }

  static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            TestNotary.class.getResourceAsStream("/redoubt/signatures/" + name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image that the real signers signed. */
  static Descriptor image() {
    byte[] manifest = resource("image-manifest.json");
    return new Descriptor(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length);
  }

  static byte[] content(String type, String digest, long size) {
    return "{\"targetArtifact\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}}"
        .formatted(type, digest, size)
        .getBytes(UTF_8);
  }

  TestNotary header(String name, Object value) {
    headers.put(name, value);
    return this;
  }

  TestNotary without(String name) {
    headers.remove(name);
    return this;
  }

  TestNotary critical(String name, Object value) {
    critical.add(name);
    return header(name, value);
  }

  TestNotary byAuthority(Instant at) {
    return without(Envelope.SIGNING_TIME)
        .header(Envelope.SCHEME, Notation.SIGNING_AUTHORITY)
        .critical(Envelope.AUTHENTIC_TIME, at);
  }

  TestNotary content(String text) {
    content = text.getBytes(UTF_8);
    return this;
  }

  TestNotary chain(List<byte[]> ders) {
    chain = ders;
    return this;
  }

  TestNotary stamped(Function<byte[], byte[]> by) {
    clock = Optional.of(by);
    return this;
  }

  /** What nobody signs. */
  TestNotary agent(String name) {
    agent = Optional.of(name);
    return this;
  }

  byte[] in(String form) {
    return form.equals(Notation.JWS) ? jws() : cose();
  }

  public byte[] jws() {
    try {
      Map<String, Object> written = new LinkedHashMap<>();
      headers.forEach(
          (name, value) -> written.put(name, value instanceof Instant ? value + "" : value));
      String signed = url(JSON.writeValueAsBytes(written)) + "." + url(content);
      byte[] signature = sign(signed.getBytes(US_ASCII));
      Map<String, Object> open = new LinkedHashMap<>();
      open.put("x5c", chain.stream().map(Base64.getEncoder()::encodeToString).toList());
      agent.ifPresent(name -> open.put(Envelope.AGENT, name));
      clock.ifPresent(stamp ->
          open.put(
              Envelope.COUNTERSIGNATURE,
              Base64.getEncoder().encodeToString(stamp.apply(signature))));
      return JSON.writeValueAsBytes(
          Map.of(
              "protected",
              signed.substring(0, signed.indexOf('.')),
              "payload",
              url(content),
              "header",
              open,
              "signature",
              url(signature)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] cose() {
    CBORObject written = CBORObject.NewOrderedMap();
    headers.forEach((name, value) -> {
      switch (name) {
        case "alg" -> written.Add(1, number(value));
        case "crit" -> written.Add(2, CBORObject.FromObject(value));
        case "cty" -> written.Add(3, value);
        default ->
            written.Add(
                name,
                value instanceof Instant at
                    ? CBORObject.FromObjectAndTag(at.getEpochSecond(), 1)
                    : value);
      }
    });
    byte[] signedHeader = written.EncodeToBytes();
    byte[] signature =
        sign(
            CBORObject.NewArray()
                .Add("Signature1")
                .Add(signedHeader)
                .Add(new byte[0])
                .Add(content)
                .EncodeToBytes());
    CBORObject certificates = CBORObject.NewArray();
    chain.forEach(certificates::Add);
    CBORObject open = CBORObject.NewOrderedMap().Add(33, certificates);
    agent.ifPresent(name -> open.Add(Envelope.AGENT, name));
    clock.ifPresent(stamp -> open.Add(Envelope.COUNTERSIGNATURE, stamp.apply(signature)));
    return CBORObject.FromObjectAndTag(
            CBORObject.NewArray().Add(signedHeader).Add(open).Add(content).Add(signature), 18)
        .EncodeToBytes();
  }

  private static Object number(Object name) {
    return switch (String.valueOf(name)) {
      case "PS256" -> -37;
      case "PS384" -> -38;
      case "PS512" -> -39;
      case "ES256" -> -7;
      case "ES384" -> -35;
      case "ES512" -> -36;
      default -> 0;
    };
  }

  private byte[] sign(byte[] message) {
    try {
      String algorithm = String.valueOf(headers.get("alg"));
      String hash = "SHA-" + algorithm.substring(2);
      Signature signer;
      if (party.keys().getPrivate().getAlgorithm().equals("RSA")) {
        signer = Signature.getInstance("RSASSA-PSS");
        signer.setParameter(
            new PSSParameterSpec(
                hash,
                "MGF1",
                new MGF1ParameterSpec(hash),
                Integer.parseInt(algorithm.substring(2)) / 8,
                1));
      } else {
        signer = Signature.getInstance(hash.replace("-", "") + "withECDSAinP1363Format");
      }
      signer.initSign(party.keys().getPrivate());
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Names of the leaves of the tree that did not pass, without what no fact needs. */
  static List<String> failed(Fact fact) {
    List<String> names = new ArrayList<>();
    collect(fact.check(), names);
    return names;
  }

  private static void collect(Check check, List<String> names) {
    if (check.parts().isEmpty() && check.outcome() == Check.Outcome.FAILED) {
      names.add(check.name());
    }
    check.parts().forEach(part -> collect(part, names));
  }
}
