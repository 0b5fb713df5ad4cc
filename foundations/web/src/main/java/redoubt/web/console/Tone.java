package redoubt.web.console;

/** What a state means to the reader; each tone has a colour and, beside it, a shape. */
public enum Tone {
  GOOD("good"),
  WARN("warn"),
  BAD("bad"),
  QUIET("quiet"),
  UNKNOWN("unknown"),
  /** Nothing to look at: what is usual in a long list. */
  PLAIN("plain");

  private final String css;

  Tone(String css) {
    this.css = css;
  }

  /** The tones from what asks for somebody to act down to what asks for nobody. */
  public int urgency() {
    return switch (this) {
      case BAD -> 0;
      case WARN -> 1;
      case UNKNOWN -> 2;
      case QUIET -> 3;
      case GOOD, PLAIN -> 4;
    };
  }

  /** Name of the class in the style sheet. */
  public String css() {
    return css;
  }
}
