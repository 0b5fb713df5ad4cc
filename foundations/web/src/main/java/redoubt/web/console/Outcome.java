package redoubt.web.console;

/**
 * How something ended, as the ledger has it: {@code ok}, or the code of a failure.
 *
 * @param code {@code room.reason}
 */
public record Outcome(String code) {
  /** What pages call the outcome {@code ok}, also where it is looked for. */
  public static final String DONE = "done";

  public boolean isDone() {
    return code.equals("ok");
  }

  public Pill pill() {
    return isDone() ? new Pill(Tone.PLAIN, DONE) : new Pill(Tone.BAD, code);
  }

  /** The code in a few words; empty for what was done. */
  public String words() {
    return switch (code) {
      case "ok" -> "";
      case "web.no-credential" -> "nobody was signed in";
      case "web.forbidden", "identity.forbidden" -> "the role for it was not held";
      case "web.narrow-token" -> "the token is not good for it";
      case "web.no-instance" -> "no instance was named";
      case "web.internal" -> "the server failed";
      case "web.busy" -> "the server was busy";
      case "web.bad-request", "web.bad-query", "web.bad-json" -> "the call could not be read";
      case "identity.bad-apikey" -> "the API key is not good";
      case "identity.apikey-missing" -> "no API key was shown";
      case "identity.apikey-expired" -> "the API key has expired";
      case "identity.bad-token" -> "the token is not good";
      case "identity.token-expired" -> "the token has expired";
      default -> code.substring(code.indexOf('.') + 1).replace('-', ' ').replace('.', ' ');
    };
  }
}
