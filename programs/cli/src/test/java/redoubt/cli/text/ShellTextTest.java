package redoubt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShellTextTest {
  @Test
  void onlyWhatNeedsQuotesHasThem() {
    assertThat(ShellText.word("/var/lib/redoubt-2")).isEqualTo("/var/lib/redoubt-2");
    assertThat(ShellText.word("/my data")).isEqualTo("'/my data'");
    assertThat(ShellText.word("it's; rm $x")).isEqualTo("'it'\\''s; rm $x'");
    assertThat(ShellText.word("")).isEqualTo("''");
  }
}
