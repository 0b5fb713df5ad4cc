package redoubt.admission.check;

import com.fasterxml.jackson.databind.JsonNode;

/** The API server that is tried. */
public interface Target {
  /** What it answered, also to what it refuses; the body is missing when it is no JSON. */
  record Answer(int status, JsonNode body) {
    boolean isGood() {
      return status / 100 == 2;
    }

    /** What a {@code Status} says. */
    String message() {
      return body.path("message").asText("").strip();
    }
  }

  /** How a change is sent. */
  enum Form {
    WHOLE("application/json"),
    /** What server-side apply takes: JSON is YAML, too. */
    APPLIED("application/apply-patch+yaml");

    private final String type;

    Form(String type) {
      this.type = type;
    }

    public String type() {
      return type;
    }
  }

  /**
   * @param body empty for none
   * @param user as whom it is asked; empty for whose credential it is
   * @throws redoubt.core.Failure when there is no answer
   */
  Answer call(String method, String path, Form form, byte[] body, String user);
}
