package redoubt.server.proofs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.registry.proof.OwnContent;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.ProvingGround.Visit;
import redoubt.web.Json;
import redoubt.web.Role;

/**
 * Pushes and pulls as managers that are made when they are first needed, in namespaces of their
 * own. In the end images, namespaces, content and users are removed; what a crash left is removed
 * by a later visit.
 */
final class ImageVisit implements Visit {
  /** With what the names of namespaces begin. */
  private static final String PREFIX = "proof-";

  private static final Duration LONGEST_VISIT = Duration.ofMinutes(30);
  private static final Pattern PUSHED = Pattern.compile("/blobs/uploads/\\?digest=([^&]+)");

  private final ServiceUsers users;
  private final OwnListener listener;
  private final Supplier<OwnContent> content;
  private final InstantSource clock;
  private final Map<Side, String> instances = new EnumMap<>(Side.class);
  private final Map<Side, String> tokens = new EnumMap<>(Side.class);
  private final Map<Side, String> namespaces = new EnumMap<>(Side.class);
  private final Set<Digest> pushed = new LinkedHashSet<>();

  /**
   * @param content asked once the registry stands
   */
  ImageVisit(
      ServiceUsers users, OwnListener listener, Supplier<OwnContent> content, InstantSource clock) {
    this.users = users;
    this.listener = listener;
    this.content = content;
    this.clock = clock;
    users.sweep();
  }

  @Override
  public String instance(Side side) {
    return instances.computeIfAbsent(
        side,
        wanted ->
            users.instance(
                switch (wanted) {
                  case HOME -> "proofs";
                  case FOREIGN -> "proofs-foreign";
                }));
  }

  private String token(Side side) {
    String instance = instance(side);
    return tokens.computeIfAbsent(side, wanted -> users.token(instance, Role.MANAGER));
  }

  @Override
  public String namespace(Side side) {
    String there = namespaces.get(side);
    if (there != null) {
      return there;
    }
    sweep(side);
    String name = PREFIX + HexFormat.of().formatHex(Randomness.bytes(8));
    namespaces.put(side, name);
    Answer _ =
        must(
            side,
            new Call(
                "POST",
                all(side),
                Map.of("Content-Type", "application/json"),
                Json.bytes(Map.of("name", name))));
    return name;
  }

  private String all(Side side) {
    return "/v1/instances/" + instance(side) + "/namespaces";
  }

  @Override
  public Answer call(Credential who, Call call) {
    Matcher push = PUSHED.matcher(call.path());
    if (push.find()) {
      Digest.tryParse(push.group(1)).ifPresent(pushed::add);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(listener.resolve(call.path()))
            .method(
                call.method(),
                call.body().length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(call.body()));
    authorization(who).ifPresent(shown -> request.header("Authorization", shown));
    call.headers().forEach(request::header);
    Optional<HttpResponse<byte[]>> response = listener.exchange(request);
    return response
        .map(answer -> new Answer(answer.statusCode(), headers(answer), answer.body()))
        .orElseGet(() -> new Answer(0, Map.of(), new byte[0]));
  }

  private static Map<String, String> headers(HttpResponse<byte[]> response) {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) ->
            headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    return headers;
  }

  private Optional<String> authorization(Credential who) {
    return switch (who) {
      case Credential.None _ -> Optional.empty();
      case Credential.Bearer manager -> Optional.of("Bearer " + token(manager.side()));
      case Credential.Login login ->
          Optional.of(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(
                          ("iambearer:" + token(login.side())).getBytes(StandardCharsets.UTF_8)));
      case Credential.Token token -> Optional.of("Bearer " + token.text());
    };
  }

  private Answer must(Side side, Call call) {
    Answer answer = call(new Credential.Bearer(side), call);
    if (answer.status() < 200 || answer.status() >= 300) {
      throw new IllegalStateException(
          call.method() + " " + call.path() + " was answered with " + answer);
    }
    return answer;
  }

  /** Removes namespaces of visits that a crash ended. */
  private void sweep(Side side) {
    Instant before = clock.instant().minus(LONGEST_VISIT);
    for (JsonNode namespace :
        Json.parse(must(side, new Call("GET", all(side))).body()).path("items")) {
      String name = namespace.path("name").asText();
      if (name.startsWith(PREFIX)
          && Instant.parse(namespace.path("createdAt").asText()).isBefore(before)) {
        remove(side, name);
      }
    }
  }

  /** With all images, whether deleted or not, and signed collections. */
  private void remove(Side side, String namespace) {
    String images = "/v1/instances/" + instance(side) + "/images?namespace=" + namespace;
    Map<String, String> left = images(side, images);
    while (!left.isEmpty()) {
      left.forEach((digest, repository) -> {
        Answer _ = must(side, new Call("DELETE", "/v2/" + repository + "/manifests/" + digest));
      });
      left = images(side, images);
    }
    content.get().leave(namespace);
    Answer _ = must(side, new Call("DELETE", all(side) + "/" + namespace + "?withTrash=true"));
  }

  /** Repositories of a page of images, by digest: a visit has one repository. */
  private Map<String, String> images(Side side, String path) {
    Map<String, String> images = new LinkedHashMap<>();
    Json.parse(must(side, new Call("GET", path)).body())
        .path("items")
        .forEach(
            image -> images.put(image.path("digest").asText(), image.path("repository").asText()));
    return images;
  }

  @Override
  public void close() {
    try {
      for (Side side : Side.values()) {
        String namespace = namespaces.get(side);
        if (namespace != null && isThere(side, namespace)) {
          remove(side, namespace);
        }
      }
      content.get().end(pushed);
    } finally {
      try {
        listener.close();
      } finally {
        users.close();
      }
    }
  }

  /** It is not, when it could not even be made. */
  private boolean isThere(Side side, String namespace) {
    for (JsonNode one : Json.parse(must(side, new Call("GET", all(side))).body()).path("items")) {
      if (Objects.equals(one.path("name").asText(), namespace)) {
        return true;
      }
    }
    return false;
  }
}
