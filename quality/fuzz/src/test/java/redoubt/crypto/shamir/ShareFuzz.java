package redoubt.crypto.shamir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.fuzz.ParserFuzz;

/**
 * A share that is read is the one that was typed, but for blanks and capitals; whatever else is
 * refused without a word of it. An input that ends in {@code #} is given the check digits that fit.
 */
final class ShareFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String typed = text(input);
    if (typed.endsWith("-#")) {
      String checked = typed.substring(0, typed.length() - 2).replaceAll("\\s", "");
      typed =
          checked
              + "-"
              + Hash.sha256Hex(
                      checked
                          .toLowerCase(Locale.ROOT)
                          .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .substring(0, 8);
    }
    try (Share share = Share.parse(typed)) {
      assertThat(share.reveal()).isEqualTo(typed.replaceAll("\\s", "").toLowerCase(Locale.ROOT));
      assertThat(share.threshold()).isBetween(2, 255);
      assertThat(share.number()).isBetween(1, 255);
      assertThat(share.length()).isBetween(1, Share.MOST_SECRET_BYTES);
      assertThat(share.toString()).hasSizeLessThan(60);
    } catch (Failure refused) {
      expect(refused, "share.malformed", "share.mistyped");
      assertThat(refused.what()).hasSizeLessThan(100);
    }
  }
}
