package redoubt.signatures.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.SmallJson;

/**
 * An in-toto statement, version 0.1 or 1 (in-toto/attestation, spec): that something is so of these
 * subjects.
 *
 * @param predicateType what is said, a URI
 * @param json as it was signed
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed.
public record Statement(String type, String predicateType, List<Subject> subjects, byte[] json) {
  /** Media type of statements in envelopes. */
  public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

  /** What a statement says that is no attestation, but cosign 3's signature of an image. */
  public static final String IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  /** The longest statement that is read, in bytes; it is no deeper than 32 levels, too. */
  public static final int MOST_BYTES = 8 << 20;

  private static final String VERSION_1 = "https://in-toto.io/Statement/v1";
  private static final Set<String> VERSIONS =
      Set.of("https://in-toto.io/Statement/v0.1", VERSION_1);
  private static final int MOST_SUBJECTS = 1024;
  private static final int LONGEST_TYPE = 512;

  /**
   * What the statement is about.
   *
   * @param digest hex by algorithm
   */
  public record Subject(String name, Map<String, String> digest) {
    public Subject {
      digest = Map.copyOf(digest);
    }

    boolean is(Digest other) {
      return other.hex().equals(digest.get(other.algorithm().word()));
    }
  }

  public Statement {
    subjects = List.copyOf(subjects);
  }

  /** The thing that is said, a JSON object; empty if the statement has none. */
  public Map<String, Object> predicate() {
    return SmallJson.object(json, MOST_BYTES)
        .map(said -> Values.object(said.path("predicate")))
        .orElse(Map.of());
  }

  /** Whether it is cosign 3's signature of an image, and no attestation. */
  public boolean signsAnImage() {
    return predicateType.equals(IMAGE_SIGNATURE);
  }

  /** Reads a statement about the subject, and says what it found. */
  public static Optional<Statement> read(byte[] json, Digest subject, Check.All checks) {
    Optional<JsonNode> object = SmallJson.object(json, MOST_BYTES);
    if (!checks.add(
        Check.of(
            "statement.json",
            object.isPresent(),
            "The statement can be read.",
            "The statement is no JSON object of at most 8 MiB and 32 levels."))) {
      return Optional.empty();
    }
    JsonNode said = object.orElseThrow();
    String type = SmallJson.text(said, "/_type").orElse("");
    String predicateType =
        SmallJson.text(said, "/predicateType")
            .filter(text -> !text.isBlank() && text.length() <= LONGEST_TYPE)
            .orElse("");
    boolean signs = predicateType.equals(IMAGE_SIGNATURE);
    checks.add(
        Check.of(
            "statement.type",
            signs ? type.equals(VERSION_1) : VERSIONS.contains(type),
            "It is a statement of in-toto.",
            "It is no statement of in-toto in a version that is known here."));
    checks.add(
        Check.of(
            "statement.predicate",
            !predicateType.isEmpty(),
            signs ? "It says that it is a signature of an image." : "It says what it attests.",
            "It does not say what it attests."));
    List<Subject> subjects = subjects(said.path("subject"));
    checks.add(
        signs
            ? Check.of(
                "statement.subject",
                subjects.size() == 1 && subjects.getFirst().is(subject),
                "It names this image and no other.",
                "It names another image, or several.")
            : Check.of(
                "statement.subject",
                subjects.stream().anyMatch(one -> one.is(subject)),
                "It is about this image.",
                "It is about something else than this image."));
    return Optional.of(new Statement(type, predicateType, subjects, json));
  }

  /** None at all if there are too many, or one of them is no subject. */
  private static List<Subject> subjects(JsonNode list) {
    List<Subject> subjects = new ArrayList<>();
    if (!list.isArray() || list.size() > MOST_SUBJECTS) {
      return List.of();
    }
    for (JsonNode one : list) {
      Map<String, String> digest = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> hash : one.path("digest").properties()) {
        if (!hash.getValue().isTextual()) {
          return List.of();
        }
        digest.put(hash.getKey(), hash.getValue().textValue());
      }
      if (digest.isEmpty()) {
        return List.of();
      }
      subjects.add(new Subject(SmallJson.text(one, "/name").orElse(""), digest));
    }
    return subjects;
  }
}
