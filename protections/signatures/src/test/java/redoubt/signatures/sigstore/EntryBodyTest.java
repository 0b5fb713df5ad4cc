package redoubt.signatures.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redoubt.web.Json;

/**
 * An entry of a log is that of a signature only if it names the same content, the same signature
 * and the same key (GHSA-whqx-f9j3-ch6m): each of them is asked for in every kind of entry.
 */
final class EntryBodyTest {
  private static final String TYPE = "application/vnd.in-toto+json";

  private static final SmallAuthority AUTHORITY = new SmallAuthority();

  /** One signature of some content, as a message or in an envelope. */
  private record Made(byte[] content, byte[] signature, X509Certificate leaf, boolean enveloped) {
    static Made of(String content, KeyPair key, boolean enveloped) {
      byte[] bytes = content.getBytes(UTF_8);
      byte[] signed =
          enveloped
              ? new Signed.Envelope(TYPE, bytes, new byte[0], Optional.empty(), false)
                  .authenticated()
              : bytes;
      return new Made(
          bytes,
          SmallAuthority.sign(key, signed),
          AUTHORITY.issue(key, new SmallAuthority.Wanted()),
          enveloped);
    }

    Signed signed() {
      return enveloped ? envelope() : new Signed.Message(content, signature);
    }

    Signed.Envelope envelope() {
      return new Signed.Envelope(TYPE, content, signature, Optional.of(written()), false);
    }

    byte[] written() {
      return (SmallSigstore.base64(content) + "." + SmallSigstore.base64(signature))
          .getBytes(UTF_8);
    }

    String pem() {
      return SmallSigstore.base64(SmallSigstore.pem(leaf).getBytes(UTF_8));
    }

    String der() {
      return SmallSigstore.base64(SmallSigstore.der(leaf));
    }

    String seal() {
      return SmallSigstore.base64(signature);
    }

    /** Of the content, or of all that is signed. */
    byte[] hash(boolean ofAll) {
      return SmallAuthority.sha256(ofAll && enveloped ? envelope().authenticated() : content);
    }

    String hex(boolean ofAll) {
      return HexFormat.of().formatHex(hash(ofAll));
    }
  }

  private enum Kind {
    HASHEDREKORD_1("hashedrekord", "0.0.1", false) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"data":{"hash":{"algorithm":"sha256","value":"%s"}},\
        "signature":{"content":"%s","publicKey":{"content":"%s"}}}\
        """
            .formatted(hash.hex(true), signature.seal(), key.pem());
      }
    },
    DSSE_1("dsse", "0.0.1", true) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"payloadHash":{"algorithm":"sha256","value":"%s"},\
        "signatures":[{"signature":"%s","verifier":"%s"}]}\
        """
            .formatted(hash.hex(false), signature.seal(), key.pem());
      }
    },
    INTOTO_1("intoto", "0.0.1", true) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"content":{"hash":{"algorithm":"sha256","value":"%s"},\
        "payloadHash":{"algorithm":"sha256","value":"%s"}},"publicKey":"%s"}\
        """
            .formatted(
                HexFormat.of().formatHex(SmallAuthority.sha256(signature.written())),
                hash.hex(false),
                key.pem());
      }
    },
    INTOTO_2("intoto", "0.0.2", true) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"content":{"payloadHash":{"algorithm":"sha256","value":"%s"},\
        "envelope":{"signatures":[{"sig":"%s","publicKey":"%s"}]}}}\
        """
            .formatted(
                hash.hex(false), SmallSigstore.base64(signature.seal().getBytes(UTF_8)), key.pem());
      }
    },
    HASHEDREKORD_2("hashedrekord", "0.0.2", true) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"%s"},\
        "signature":{"content":"%s","verifier":{"x509Certificate":{"rawBytes":"%s"}}}}}\
        """
            .formatted(SmallSigstore.base64(hash.hash(true)), signature.seal(), key.der());
      }
    },
    DSSE_2("dsse", "0.0.2", true) {
      @Override
      String spec(Made hash, Made signature, Made key) {
        return """
        {"dsseV002":{"payloadHash":{"algorithm":"SHA2_256","digest":"%s"},\
        "signatures":[{"content":"%s","verifier":{"x509Certificate":{"rawBytes":"%s"}}}]}}\
        """
            .formatted(SmallSigstore.base64(hash.hash(false)), signature.seal(), key.der());
      }
    };

    private final String kind;
    private final String version;
    private final boolean enveloped;

    Kind(String kind, String version, boolean enveloped) {
      this.kind = kind;
      this.version = version;
      this.enveloped = enveloped;
    }

    /** What the entry says, each part as of one that may be another signature. */
    abstract String spec(Made hash, Made signature, Made key);

    ObjectNode entry(Made hash, Made signature, Made key) {
      return (ObjectNode)
          Json.parse(
              "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"spec\":%s}"
                  .formatted(kind, version, spec(hash, signature, key))
                  .getBytes(UTF_8));
    }
  }

  private static boolean isOf(ObjectNode entry, Made made) {
    return EntryBody.read(Json.bytes(entry)).orElseThrow().isOf(made.signed(), made.leaf());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itNamesTheContentTheSignatureAndTheKey(Kind kind) {
    Made mine = Made.of("mine", SmallAuthority.pair(), kind.enveloped);
    Made other = Made.of("other", SmallAuthority.pair(), kind.enveloped);
    assertThat(isOf(kind.entry(mine, mine, mine), mine)).isTrue();
    assertThat(isOf(kind.entry(other, mine, mine), mine)).as("content").isFalse();
    assertThat(isOf(kind.entry(mine, other, mine), mine)).as("signature").isFalse();
    assertThat(isOf(kind.entry(mine, mine, other), mine)).as("key").isFalse();
  }

  /** Whoever adds a signature of somebody else's makes no entry of both. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void itHasOneSignature(Kind kind) {
    Made mine = Made.of("mine", SmallAuthority.pair(), kind.enveloped);
    ObjectNode entry = kind.entry(mine, mine, mine);
    List<ArrayNode> lists = new ArrayList<>();
    entry.findValues("signatures").forEach(list -> lists.add((ArrayNode) list));
    for (ArrayNode list : lists) {
      JsonNode one = list.get(0);
      list.add(one);
      assertThat(isOf(entry, mine)).isFalse();
      list.removeAll();
      assertThat(isOf(entry, mine)).isFalse();
    }
    assertThat(lists).hasSize(kind.name().startsWith("DSSE") || kind == Kind.INTOTO_2 ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aHashIsOfAnAlgorithmThatCanBeTrusted(Kind kind) {
    Made mine = Made.of("mine", SmallAuthority.pair(), kind.enveloped);
    ObjectNode entry = kind.entry(mine, mine, mine);
    entry.findParents("algorithm").forEach(hash -> ((ObjectNode) hash).put("algorithm", "sha1"));
    assertThat(isOf(entry, mine)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherVersionIsNotKnown(Kind kind) {
    Made mine = Made.of("mine", SmallAuthority.pair(), kind.enveloped);
    ObjectNode entry = kind.entry(mine, mine, mine);
    assertThat(isOf(entry.put("apiVersion", "0.0.3"), mine)).isFalse();
    entry.remove("apiVersion");
    assertThat(isOf(entry, mine)).isFalse();
  }

  /** The hash of an envelope's content is none of what was signed, which has the type with it. */
  @Test
  void anEntryOfAMessageIsNoneOfTheEnvelopeAroundIt() {
    KeyPair key = SmallAuthority.pair();
    Made enveloped = Made.of("mine", key, true);
    Made bare = new Made(enveloped.content(), enveloped.signature(), enveloped.leaf(), false);
    assertThat(isOf(Kind.HASHEDREKORD_1.entry(bare, bare, bare), enveloped)).isFalse();
    assertThat(isOf(Kind.DSSE_1.entry(bare, bare, bare), bare)).isFalse();
    assertThat(isOf(Kind.HASHEDREKORD_1.entry(enveloped, enveloped, enveloped), enveloped))
        .isTrue();
  }
}
