package redoubt.encryption.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * The part of an API server's REST API that rewriting stored objects takes. Objects are listed and
 * rewritten as their metadata only ({@code PartialObjectMetadata}), so that no value of a secret
 * ever comes here.
 */
public final class KubeApi implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 64 << 20;
  private static final String METADATA_LIST =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private final KubeAccess access;
  private final HttpClient client;

  public KubeApi(KubeAccess access) {
    this.access = access;
    this.client =
        HttpClient.newBuilder()
            .sslContext(Tls.context(access))
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * A page of a list.
   *
   * @param next where the following page begins; empty at the end
   * @param remaining how many objects follow, when the server says so
   */
  public record Page(List<Stored> items, Optional<String> next, long remaining) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Answer(int status, byte[] body) {}

  /** An object, by its names and its resource version. */
  public record Stored(Optional<String> namespace, String name, String resourceVersion) {}

  /** How writing an object back went. */
  public enum Rewritten {
    /** It was written, and is stored as the API server writes now. */
    DONE,
    /** Nothing was written: it was stored as the API server writes now. */
    UNCHANGED,
    /** Somebody else has written it since it was listed, which is as good. */
    BY_OTHERS,
    /** It is not there any more. */
    GONE
  }

  /**
   * Finds the path of a resource such as {@code secrets} or {@code widgets.example.org}.
   *
   * @throws Failure {@code encryption.no-such-resource}, {@code encryption.api-server-unreachable},
   *     {@code encryption.api-server-refused}
   */
  public KubeResource resource(String name) {
    int dot = name.indexOf('.');
    String plural = dot < 0 ? name : name.substring(0, dot);
    String group = dot < 0 ? "" : name.substring(dot + 1);
    String base = group.isEmpty() ? "/api/v1" : "/apis/" + groupVersion(group);
    JsonNode found = json("find " + name, get(base, "application/json"));
    for (JsonNode resource : found.path("resources")) {
      if (resource.path("name").asText().equals(plural)) {
        return new KubeResource(group, plural, base, resource.path("namespaced").asBoolean());
      }
    }
    throw noSuchResource(name);
  }

  private String groupVersion(String group) {
    Answer answer = get("/apis/" + group, "application/json");
    if (answer.status() == 404) {
      throw noSuchResource(group);
    }
    String version =
        json("find the group " + group, answer).at("/preferredVersion/groupVersion").asText();
    if (!version.matches("[a-z0-9.-]{1,253}/[a-z0-9]{1,63}")) {
      throw noSuchResource(group);
    }
    return version;
  }

  /** Which of the verbs the credential may not use on all objects of a resource. */
  public List<String> missing(KubeResource resource, List<String> verbs) {
    List<String> missing = new ArrayList<>();
    for (String verb : verbs) {
      byte[] question =
          Json.bytes(
              Map.of(
                  "apiVersion",
                  "authorization.k8s.io/v1",
                  "kind",
                  "SelfSubjectAccessReview",
                  "spec",
                  Map.of(
                      "resourceAttributes",
                      Map.of(
                          "group",
                          resource.group(),
                          "resource",
                          resource.plural(),
                          "verb",
                          verb))));
      HttpRequest request =
          request("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "application/json")
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(question))
              .build();
      JsonNode answer = json("ask what one may do", send(request));
      if (!answer.at("/status/allowed").asBoolean()) {
        missing.add(verb);
      }
    }
    return missing;
  }

  /**
   * Objects of a resource in all namespaces.
   *
   * @param from where the page begins; empty for the first
   * @throws KubeRefused 410 when the place is too old; then begin anew
   */
  public Page list(KubeResource resource, int limit, Optional<String> from) {
    String path =
        resource.base()
            + "/"
            + resource.plural()
            + "?limit="
            + limit
            + from.map(token -> "&continue=" + escaped(token)).orElse("");
    JsonNode answer = json("list " + resource.name(), get(path, METADATA_LIST));
    List<Stored> items = new ArrayList<>();
    for (JsonNode item : answer.path("items")) {
      JsonNode metadata = item.path("metadata");
      items.add(
          new Stored(
              Optional.of(metadata.path("namespace").asText()).filter(name -> !name.isEmpty()),
              metadata.path("name").asText(),
              metadata.path("resourceVersion").asText()));
    }
    return new Page(
        items,
        Optional.of(answer.at("/metadata/continue").asText()).filter(token -> !token.isEmpty()),
        answer.at("/metadata/remainingItemCount").asLong(0));
  }

  /**
   * Writes an object as it is, if nobody has written it since: the API server stores it anew as its
   * EncryptionConfiguration says now, and leaves it if it is stored so already.
   *
   * @throws KubeRefused for any other no
   */
  public Rewritten rewrite(KubeResource resource, Stored stored) {
    String path =
        resource.base()
            + stored.namespace().map(name -> "/namespaces/" + escaped(name)).orElse("")
            + "/"
            + resource.plural()
            + "/"
            + escaped(stored.name())
            + "?fieldManager=redoubt";
    if (!stored.resourceVersion().matches("[A-Za-z0-9._-]{1,100}")) {
      throw new KubeRefused(500, "name resource versions");
    }
    HttpRequest request =
        request(path, METADATA)
            .header("Content-Type", "application/merge-patch+json")
            .method(
                "PATCH",
                HttpRequest.BodyPublishers.ofByteArray(
                    Json.bytes(
                        Map.of("metadata", Map.of("resourceVersion", stored.resourceVersion())))))
            .build();
    Answer answer = send(request);
    return switch (answer.status()) {
      case 200 ->
          Json.parse(answer.body())
                  .at("/metadata/resourceVersion")
                  .asText()
                  .equals(stored.resourceVersion())
              ? Rewritten.UNCHANGED
              : Rewritten.DONE;
      case 404 -> Rewritten.GONE;
      case 409 -> Rewritten.BY_OTHERS;
      default -> throw new KubeRefused(answer.status(), "rewrite " + resource.name());
    };
  }

  private Answer get(String path, String accept) {
    return send(request(path, accept).GET().build());
  }

  HttpRequest.Builder request(String path, String accept) {
    String base = access.server().toString();
    URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .header("Accept", accept)
            .header("User-Agent", "redoubt");
    access.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  Answer send(HttpRequest request) {
    refuseOddAddresses();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw unreachable(null);
        }
        return new Answer(answer.statusCode(), bytes);
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  /** No API server is where machines ask for their own credentials. */
  private void refuseOddAddresses() {
    try {
      for (InetAddress address : InetAddress.getAllByName(access.server().getHost())) {
        if (address.isLinkLocalAddress()
            || address.isMulticastAddress()
            || address.isAnyLocalAddress()) {
          throw new Failure(
              Failure.Kind.FORBIDDEN,
              "encryption.address-refused",
              "The API server's name leads to an address where no API server is.",
              "Name the API server by another address in the kubeconfig.");
        }
      }
    } catch (UnknownHostException e) {
      throw unreachable(e);
    }
  }

  private static JsonNode json(String what, Answer answer) {
    if (answer.status() / 100 != 2) {
      throw new KubeRefused(answer.status(), what);
    }
    return Json.parse(answer.body());
  }

  private static Failure noSuchResource(String name) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "encryption.no-such-resource",
        "The API server does not serve " + name + ".",
        "Name resources as kubectl api-resources does, such as widgets.example.org.");
  }

  private static Failure unreachable(@Nullable Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.api-server-unreachable",
        "The API server did not answer.",
        "Look whether it runs, and whether this server may reach it.",
        cause);
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
