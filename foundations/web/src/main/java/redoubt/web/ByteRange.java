package redoubt.web;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code Range} header (RFC 9110 section 14) asks for of something with a known length. */
public sealed interface ByteRange {
  /** All of it: no range was asked for, more than one, or in a way that nobody knows. */
  record Whole() implements ByteRange {}

  /** The bytes from {@code first} to {@code last}, both included. */
  record Piece(long first, long last) implements ByteRange {
    public long length() {
      return last - first + 1;
    }
  }

  /** Nothing of it: 416. */
  record Nothing() implements ByteRange {}

  Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

  static ByteRange of(Optional<String> header, long length) {
    Matcher asked = ONE.matcher(header.orElse(""));
    if (!asked.matches()) {
      return new Whole();
    }
    OptionalLong first = number(asked.group(1));
    OptionalLong last = number(asked.group(2));
    if (first.isEmpty() && last.isEmpty()) {
      return new Whole();
    }
    if (first.isEmpty()) {
      long suffix = Math.min(last.getAsLong(), length);
      return suffix == 0 ? new Nothing() : new Piece(length - suffix, length - 1);
    }
    long end = Math.min(last.orElse(Long.MAX_VALUE), length - 1);
    return first.getAsLong() > end ? new Nothing() : new Piece(first.getAsLong(), end);
  }

  private static OptionalLong number(String digits) {
    return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }
}
