package redoubt.ledger;

/** Keeps strings within what the log can hold. */
final class Text {
  private static final int REPLACEMENT = 0xfffd;
  private static final char CUT = '…';

  private Text() {}

  /** Without NUL and broken surrogates, and no longer than that many characters. */
  static String clean(String text, int most) {
    boolean good = text.length() <= most;
    for (int i = 0; good && i < text.length(); i++) {
      good = text.charAt(i) != 0 && !Character.isSurrogate(text.charAt(i));
    }
    if (good) {
      return text;
    }
    StringBuilder clean = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      boolean broken =
          point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
      int kept = broken ? REPLACEMENT : point;
      boolean last = at >= text.length();
      if (clean.length() + Character.charCount(kept) > (last ? most : most - 1)) {
        return clean.append(CUT).toString();
      }
      clean.appendCodePoint(kept);
    }
    return clean.toString();
  }
}
