package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.Table;
import redoubt.core.Failure;

/** Says whether an image is trusted. */
@Command(
    name = "verify",
    description = {
      "Says whether an image is trusted, who signed it, and why. Exit 1 when it is not. An image of"
          + " another registry is asked for there; a namespace has to cover it (redoubt"
          + " foreign-image cover)."
    },
    footer = {
      "Examples:",
      "  redoubt image verify team/app:v1",
      "  redoubt image verify team/app@sha256:… --explain",
      "  redoubt image verify ghcr.io/acme/app:v1"
    })
public final class ImageVerify extends Verb {
  @Parameters(
      paramLabel = "IMAGE",
      description = "NAMESPACE/REPOSITORY:TAG, or with @DIGEST; of another registry with its host.")
  String image = "";

  @Option(names = "--explain", description = "Shows everything that was looked at.")
  boolean explain;

  @Override
  public Integer call() {
    JsonNode answer = asked();
    if (answer.has("problem")) {
      terminal()
          .err()
          .println(
              "redoubt: Its registry was not asked anew ("
                  + answer.path("problem").asText()
                  + "); this is what it showed at "
                  + answer.path("askedAt").asText("an earlier time")
                  + ".");
    }
    if (answer.path("pending").asBoolean()) {
      terminal()
          .err()
          .println(
              "redoubt: Something about the image is still being looked at: ask again in a"
                  + " moment.");
    }
    boolean trusted = answer.path("trusted").asBoolean();
    output().show(answer, text(answer, trusted));
    return trusted ? Exit.DONE : Exit.NO;
  }

  /** No namespace has a dot or a colon in its name. */
  private boolean isForeign() {
    return image.matches("[^/]*[.:][^/]*/.*");
  }

  private JsonNode foreign() {
    return api()
        .post(
            "/v1/instances/" + instance() + "/foreign-images/verify", object().put("image", image));
  }

  /** Who may not ask got no answer, which is no "no". */
  private JsonNode asked() {
    try {
      return isForeign() ? foreign() : own();
    } catch (Failure e) {
      throw e.kind() == Failure.Kind.FORBIDDEN
          ? new Failure(Failure.Kind.UNAVAILABLE, e.code(), e.what(), e.remedy(), e)
          : e;
    }
  }

  private JsonNode own() {
    ImageName name = ImageName.parse(image);
    try {
      return api()
          .get(
              "/v1/images/" + name.repository() + "/trust/" + encoded(name.reference().toString()));
    } catch (Failure e) {
      if (e.kind() != Failure.Kind.NOT_FOUND || image.contains(":")) {
        throw e;
      }
      throw new Failure(
          e.kind(),
          e.code(),
          "No tag was named, and the repository " + name.repository() + " has no image latest.",
          "Name one: redoubt image list " + name.repository() + ".",
          e);
    }
  }

  private String text(JsonNode answer, boolean trusted) {
    StringBuilder text = new StringBuilder();
    text.append(trusted ? "trusted      " : "NOT TRUSTED  ")
        .append(answer.path("repository").asText())
        .append('@')
        .append(answer.path("digest").asText())
        .append('\n')
        .append(Table.printable(answer.path("said").asText()))
        .append('\n');
    answer.path("explanation").path("parts").forEach(part -> tree(text, part, 0));
    return text.toString();
  }

  private void tree(StringBuilder text, JsonNode check, int depth) {
    text.append("  ".repeat(depth + 1))
        .append(mark(check.path("outcome").asText()))
        .append(' ')
        .append(Table.printable(check.path("name").asText()))
        .append(": ")
        .append(Table.printable(check.path("said").asText()))
        .append('\n');
    // Requirements and signatures for everybody; single checks for who asks.
    if (explain || depth < 1) {
      check.path("parts").forEach(part -> tree(text, part, depth + 1));
    }
  }

  private static String mark(String outcome) {
    return switch (outcome) {
      case "passed" -> "+";
      case "failed" -> "-";
      default -> "?";
    };
  }
}
