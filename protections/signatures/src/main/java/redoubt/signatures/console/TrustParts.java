package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.signatures.console.pages.JtetrustGenerated;
import redoubt.web.Request;
import redoubt.web.Role;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Part;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** What content trust adds to the pages of those who keep images. */
public final class TrustParts {
  private static final int LONGEST_NAME = 24;

  private TrustParts() {}

  /** In a word, by digest; those are missing of which nothing was said yet. */
  public static Map<String, Pill> glance(
      Console console, Request page, String repository, List<String> digests) {
    String path =
        Api.path(images(repository) + "/trust", Map.of("digests", String.join(",", digests)));
    Map<String, Pill> pills = new HashMap<>();
    for (JsonNode item : console.api().get(page, path).itemsIfAllowed()) {
      pills.put(item.path("digest").asText(), pill(item));
    }
    return pills;
  }

  static Pill pill(JsonNode item) {
    if (item.path("due").asBoolean()) {
      return new Pill(Tone.UNKNOWN, "being judged");
    }
    if (!item.path("trusted").asBoolean()) {
      return item.path("signed").asBoolean()
          ? new Pill(Tone.BAD, "not trusted")
          : new Pill(Tone.QUIET, "unsigned");
    }
    JsonNode signers = item.path("signers");
    String first = signers.path(0).asText("");
    boolean one = signers.size() == 1 && first.length() <= LONGEST_NAME;
    return new Pill(Tone.GOOD, one ? "signed by " + first : "trusted");
  }

  /** All of one image; empty for who may not know. */
  public static Optional<TrustPart> about(
      Console console, Request page, String instance, String repository, String reference) {
    Answer answer =
        console.api().get(page, images(repository) + "/trust/" + Api.segment(reference));
    int slash = repository.indexOf('/');
    String namespace = slash < 0 ? repository : repository.substring(0, slash);
    String host =
        page.origin().map(origin -> origin.replaceFirst("^https?://", "")).orElse("HOST:PORT");
    return answer
        .jsonIfAllowed()
        .map(json ->
            new TrustPart(
                TrustView.own(
                    json,
                    console::moment,
                    reference,
                    host,
                    namespace,
                    signersPath(page, instance, namespace))));
  }

  /** Signers are shown to who reads the whole namespace. */
  private static Optional<String> signersPath(Request page, String instance, String namespace) {
    return page.principal()
            .allows(instance, redoubt.web.Part.namespace(namespace), List.of(Role.READER))
        ? Optional.of(SignersPage.path(instance, namespace))
        : Optional.empty();
  }

  private static String images(String repository) {
    return "/v1/images/"
        + Arrays.stream(repository.split("/", -1))
            .map(Api::segment)
            .collect(Collectors.joining("/"));
  }

  /** A section of an image's page. */
  public record TrustPart(TrustView view) {
    public Part part() {
      return out -> JtetrustGenerated.render(out, null, view);
    }
  }
}
