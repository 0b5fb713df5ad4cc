package redoubt.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TailTest {
  private static Tail of(String text) {
    return new Tail(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void isTheEndHoweverItWasRead() throws IOException {
    String text = "0123456789".repeat(20) + "the end";
    Tail whole = of(text);
    whole.readAllBytes();
    assertThat(whole.text()).hasSize(64).endsWith("0123456789the end");
    Tail single = of(text);
    while (single.read() >= 0) {
      assertThat(single.text()).isNotEmpty();
    }
    assertThat(single.text()).isEqualTo(whole.text());
  }

  @Test
  void isAllOfAShortText() throws IOException {
    Tail tail = of("ab");
    tail.readAllBytes();
    assertThat(tail.text()).isEqualTo("ab");
  }
}
