package redoubt.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.kms.v1beta1.VersionResponse;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.StatusResponse;

/** Messages on the wire. */
final class CodecTest {
  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void messagesLookAsProtobufPrescribes() {
    assertThat(new StatusResponse("v2", "ok", "k1").encode())
        .isEqualTo(hex("0a027632 12026f6b 1a026b31"));
    assertThat(new EncryptRequest(new byte[] {1, 2}, "u").encode())
        .isEqualTo(hex("0a020102 120175"));
    assertThat(new EncryptResponse(new byte[] {9}, "k", Map.of("a.b", new byte[] {7})).encode())
        .isEqualTo(hex("0a0109 12016b 1a08 0a03612e62 120107"));
    assertThat(new DecryptRequest(new byte[] {9}, "u", "k", Map.of("a.b", new byte[] {7})).encode())
        .isEqualTo(hex("0a0109 120175 1a016b 2208 0a03612e62 120107"));
    assertThat(new redoubt.kms.v1beta1.DecryptRequest("v1beta1", new byte[] {5}).encode())
        .isEqualTo(hex("0a0776316265746131 120105"));
    assertThat(new VersionResponse("v1beta1", "n", "1").encode())
        .isEqualTo(hex("0a0776316265746131 12016e 1a0131"));
  }

  @Test
  void emptyFieldsAreLeftOutAndReadAsEmpty() {
    assertThat(new StatusResponse("", "", "").encode()).isEmpty();
    assertThat(StatusResponse.decode(new byte[0])).isEqualTo(new StatusResponse("", "", ""));
    assertThat(EncryptResponse.decode(hex("1a00")).annotations()).containsOnlyKeys("");
  }

  @Test
  void fieldsOfLaterVersionsArePassedOver() {
    // Numbers 9 to 12 as varint, 64 bits, bytes and 32 bits, between known ones.
    byte[] message =
        hex("0a027632 48 ffffffffffffffffff01 51 0102030405060708 5a0101 6501020304 1a026b31");
    assertThat(StatusResponse.decode(message)).isEqualTo(new StatusResponse("v2", "", "k1"));
  }

  @Test
  void ofAFieldThatComesTwiceTheLastCounts() {
    assertThat(StatusResponse.decode(hex("0a0161 0a0162")).version()).isEqualTo("b");
  }

  @Test
  void malformedMessagesAreRefused() {
    for (String bad :
        new String[] {
          "0a",
          "0a05",
          "0a0561",
          "0affffffffffffffffff01",
          "00",
          "02",
          "0b",
          "0c",
          "0e",
          "0f",
          "08",
          "0901",
          "0d01",
          "8080808080",
          "ffffffffffffffffffff01",
          "0a02c328"
        }) {
      assertThatThrownBy(() -> StatusResponse.decode(hex(bad)))
          .as(bad)
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).isEqualTo("kms.malformed"));
    }
  }

  @Test
  void thousandsOfAnnotationsAreRefused() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      many.append("1a040a02").append("%04x".formatted(0x3030 + i % 64 + 256 * (i / 64)));
    }
    assertThatThrownBy(() -> EncryptResponse.decode(hex(many.toString())))
        .hasMessageContaining("too many annotations");
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll byte[] ciphertext,
      @ForAll @StringLength(max = 300) String uid,
      @ForAll @Size(max = 5) Map<String, byte[]> annotations) {
    String text = new String(uid.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    DecryptRequest read =
        DecryptRequest.decode(new DecryptRequest(ciphertext, text, text, annotations).encode());
    assertThat(read.ciphertext()).isEqualTo(ciphertext);
    assertThat(read.uid()).isEqualTo(text);
    assertThat(read.keyId()).isEqualTo(text);
    assertThat(read.annotations().values()).hasSizeLessThanOrEqualTo(annotations.size());
    assertThat(Arrays.equals(DecryptRequest.decode(read.encode()).encode(), read.encode()))
        .isTrue();
  }

  @Property(tries = 300)
  void whatIsCutOffIsRefusedOrShorter(@ForAll @Size(max = 100) byte[] rubbish) {
    try {
      EncryptResponse read = EncryptResponse.decode(rubbish);
      assertThat(read.ciphertext().length).isLessThanOrEqualTo(rubbish.length);
    } catch (Failure e) {
      assertThat(e.code()).isEqualTo("kms.malformed");
    }
  }
}
