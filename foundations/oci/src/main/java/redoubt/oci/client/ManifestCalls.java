package redoubt.oci.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.outward.Answer;

/** Manifests (OCI distribution specification, "Pulling manifests"). */
final class ManifestCalls {
  private static final Duration TIME = Duration.ofSeconds(60);
  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.DOCKER_MANIFEST);

  private final Line line;

  ManifestCalls(Line line) {
    this.line = line;
  }

  /** The digest that a registry has for a reference, if it says so; empty when it does not. */
  Optional<Digest> head(RepositoryName repository, Reference reference) {
    return line.ask(
        ask("HEAD", repository, reference, 0),
        answer ->
            switch (answer.status()) {
              case 200 -> said(answer);
              case 400, 405, 501 -> Optional.empty();
              default -> throw Line.refused(answer.status());
            });
  }

  /** A manifest whose bytes have the digest that was asked for, or that the registry says. */
  Fetched get(RepositoryName repository, Reference reference) {
    return line.ask(
        ask("GET", repository, reference, Manifest.MOST_BYTES),
        answer -> {
          if (answer.status() != 200) {
            throw Line.refused(answer.status());
          }
          byte[] bytes = answer.body().readAllBytes();
          Digest expected =
              switch (reference) {
                case Reference.ByDigest named -> named.digest();
                case Reference.ByTag _ -> said(answer).orElseGet(() -> Digest.of(bytes));
              };
          if (!expected.algorithm().of(bytes).equals(expected)) {
            throw ClientFailures.differs();
          }
          String type = answer.first("content-type").orElse("").replaceFirst(";.*", "").strip();
          return new Fetched(
              expected, Manifest.read(bytes, type.equals("application/json") ? "" : type));
        });
  }

  private static Optional<Digest> said(Answer answer) {
    return answer.first("docker-content-digest").flatMap(Digest::tryParse);
  }

  private static Line.Ask ask(
      String method, RepositoryName repository, Reference reference, long most) {
    return new Line.Ask(
        method,
        repository,
        "/v2/" + repository + "/manifests/" + reference,
        Map.of("Accept", ACCEPT),
        most,
        TIME);
  }
}
