package redoubt.keys.policies;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/** A block is one of addresses, never of names, and holds the address that it was written with. */
final class CidrFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text = text(input);
    Cidr.parse(text)
        .ifPresent(block -> {
          assertThat(text.replaceAll("%[^/]*", "")).matches("\\[?[0-9A-Fa-f:.]+]?(/[0-9]{1,3})?");
          int slash = text.indexOf('/');
          assertThat(block.contains(slash < 0 ? text : text.substring(0, slash))).isTrue();
          assertThat(block.contains("")).isFalse();
        });
  }
}
