package redoubt.encryption.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.outward.HttpPeer;
import redoubt.web.Json;

/**
 * The part of an API server's REST API that rewriting stored objects takes. There objects are
 * listed and rewritten as their metadata only ({@code PartialObjectMetadata}), so that no value of
 * a secret comes here; {@link #read} shows what is wanted of objects.
 */
public final class KubeApi implements AutoCloseable {
  /** Longer no API server is called at a stretch. */
  private static final Duration VISIT = Duration.ofMinutes(1);

  private static final int LONGEST_LIST = 64 << 20;

  /** etcd takes objects of 1.5 MiB. */
  private static final int LONGEST_OBJECT = 8 << 20;

  private static final int LONGEST_OTHER = 1 << 20;
  private static final int LONGEST_READ = 16 << 20;

  /**
   * Objects may have what others wrote into them. An object that etcd takes has a million tokens at
   * most; what is built of it in memory is what was wanted.
   */
  private static final JsonMapper OBJECTS =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxNumberLength(100)
                          .maxNameLength(64 << 10)
                          .maxStringLength(4 << 20)
                          .maxTokenCount(4_000_000)
                          .build())
                  .build())
          .build();

  private static final String METADATA_LIST =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

  private final KubeLine line;

  /**
   * @param deadline for all calls together
   */
  public KubeApi(KubeAccess access, Outward outward, Deadline deadline) {
    this.line = new KubeLine(access, outward, deadline);
  }

  /** For a minute: then all calls fail, those under way too, so that a slow one keeps nobody. */
  public static KubeApi visit(KubeAccess access, Outward outward) {
    return new KubeApi(access, outward, Deadline.in(VISIT));
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
   *     {@code encryption.api-server-refused}, {@code encryption.took-too-long}
   */
  public KubeResource resource(String name) {
    int dot = name.indexOf('.');
    String plural = dot < 0 ? name : name.substring(0, dot);
    String group = dot < 0 ? "" : name.substring(dot + 1);
    String base = group.isEmpty() ? "/api/v1" : "/apis/" + groupVersion(group);
    JsonNode found = json("find " + name, get(base));
    for (JsonNode resource : found.path("resources")) {
      if (resource.path("name").asText().equals(plural)) {
        return new KubeResource(group, plural, base, resource.path("namespaced").asBoolean());
      }
    }
    throw noSuchResource(name);
  }

  private String groupVersion(String group) {
    Answer answer = get("/apis/" + group);
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
      Answer answer =
          send(
              "POST",
              "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
              new KubeLine.Content(KubeLine.JSON, question));
      if (!json("ask what one may do", answer).at("/status/allowed").asBoolean()) {
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
    return line.call(
        "GET",
        path,
        METADATA_LIST,
        KubeLine.Content.NONE,
        LONGEST_LIST,
        (status, body) -> {
          requireDone(status, "list " + resource.name());
          return MetadataReader.page(body, limit);
        });
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
    byte[] patch =
        Json.bytes(Map.of("metadata", Map.of("resourceVersion", stored.resourceVersion())));
    return line.call(
        "PATCH",
        path,
        METADATA,
        new KubeLine.Content("application/merge-patch+json", patch),
        LONGEST_OBJECT,
        (status, body) ->
            switch (status) {
              case 200 ->
                  MetadataReader.resourceVersion(body).equals(stored.resourceVersion())
                      ? Rewritten.UNCHANGED
                      : Rewritten.DONE;
              case 404 -> Rewritten.GONE;
              case 409 -> Rewritten.BY_OTHERS;
              default -> throw new KubeRefused(status, "rewrite " + resource.name());
            });
  }

  /** How asking a pod to go went. */
  public enum Evicted {
    /** It goes, in its own time. */
    DONE,
    /** A disruption budget keeps it at the moment, or the API server has too much to do. */
    KEPT,
    /** It is not there any more; another may have its name. */
    GONE
  }

  /**
   * Asks a pod to go, under the disruption budgets of its namespace (Kubernetes, "API-initiated
   * Eviction").
   *
   * @param uid of the one that is meant
   * @throws KubeRefused for any other no
   */
  public Evicted evict(String namespace, String name, String uid) {
    byte[] eviction =
        Json.bytes(
            Map.of(
                "apiVersion",
                "policy/v1",
                "kind",
                "Eviction",
                "metadata",
                Map.of("namespace", namespace, "name", name),
                "deleteOptions",
                Map.of("preconditions", Map.of("uid", uid))));
    Answer answer =
        send(
            "POST",
            "/api/v1/namespaces/" + escaped(namespace) + "/pods/" + escaped(name) + "/eviction",
            new KubeLine.Content(KubeLine.JSON, eviction));
    return switch (answer.status()) {
      case 200, 201 -> Evicted.DONE;
      case 404, 409 -> Evicted.GONE;
      case 429 -> Evicted.KEPT;
      default -> throw new KubeRefused(answer.status(), "evict a pod");
    };
  }

  /**
   * What is at a path, of 16 MiB at most; empty when there is nothing.
   *
   * @param fields kept of it, each with its way from the top: {@code /items/metadata/name}
   * @throws KubeRefused for any other no
   * @throws Failure of kind TOO_LARGE, {@code encryption.api-server-too-much}, when it is longer
   */
  public Optional<JsonNode> read(String path, Collection<String> fields) {
    return line.call(
        "GET",
        path,
        KubeLine.JSON,
        KubeLine.Content.NONE,
        LONGEST_READ,
        (status, body) -> {
          if (status == 404) {
            return Optional.empty();
          }
          requireDone(status, "show " + path.replaceFirst("[?].*", ""));
          return Optional.of(kept(body, fields));
        });
  }

  private static JsonNode kept(InputStream body, Collection<String> fields) throws IOException {
    try (JsonParser json =
        new FilteringParserDelegate(
            OBJECTS.createParser(body),
            Wanted.of(fields),
            TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH,
            true)) {
      JsonNode kept = OBJECTS.readTree(json);
      return kept == null ? MissingNode.getInstance() : kept;
    } catch (HttpPeer.TooLong | StreamConstraintsException e) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "encryption.api-server-too-much",
          "The API server showed more at once than is read.",
          "Look which objects in the cluster are so large.",
          e);
    }
  }

  /** How applying an object went. */
  public sealed interface Applied {
    /** It is there as it was given. */
    record Done(String resourceVersion) implements Applied {}

    /** Nothing was written: it is not of the resource version that was named. */
    record Conflict() implements Applied {}

    /** Nothing was written: its namespace, or its kind, is not there. */
    record Gone() implements Applied {}
  }

  /**
   * Server-side apply (Kubernetes, "Server-Side Apply"): what is in the object is as it says
   * afterwards, whoever wrote it before.
   *
   * @param path of the object
   * @param object with its names; where it has a resource version, only that one is changed
   * @throws KubeRefused for any other no
   */
  public Applied apply(String path, byte[] object) {
    return line.call(
        "PATCH",
        path + "?fieldManager=redoubt&force=true",
        METADATA,
        new KubeLine.Content("application/apply-patch+yaml", object),
        LONGEST_OBJECT,
        (status, body) ->
            switch (status) {
              case 200, 201 -> new Applied.Done(MetadataReader.resourceVersion(body));
              case 404 -> new Applied.Gone();
              case 409 -> new Applied.Conflict();
              default -> throw new KubeRefused(status, "write " + path);
            });
  }

  /** As whom the API server knows the credential. */
  public String user() {
    byte[] question =
        Json.bytes(Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"));
    Answer answer =
        send(
            "POST",
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            new KubeLine.Content(KubeLine.JSON, question));
    return json("say who one is", answer).at("/status/userInfo/username").asText();
  }

  /** An answer as it comes, also a no; what it says is for who asked to read. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Told(int status, byte[] body) {}

  /**
   * Asks for whatever change of whatever object, of 1 MiB at most.
   *
   * @param type of the body; empty for none
   * @param user as whom it is asked; empty for who shows the credential
   * @throws Failure when there is no answer
   */
  public Told ask(String method, String path, String type, byte[] body, String user) {
    Answer answer = send(method, path, new KubeLine.Content(type, body, user));
    return new Told(answer.status(), answer.body());
  }

  private Answer get(String path) {
    return send("GET", path, KubeLine.Content.NONE);
  }

  /** For short answers, which are kept whole. */
  Answer send(String method, String path, KubeLine.Content content) {
    return line.call(
        method,
        path,
        KubeLine.JSON,
        content,
        LONGEST_OTHER,
        (status, body) -> new Answer(status, body.readAllBytes()));
  }

  private static void requireDone(int status, String what) {
    if (status / 100 != 2) {
      throw new KubeRefused(status, what);
    }
  }

  private static JsonNode json(String what, Answer answer) {
    requireDone(answer.status(), what);
    return parse(answer.body());
  }

  static JsonNode parse(byte[] body) {
    try {
      return Json.parse(body);
    } catch (Failure e) {
      // It is not the caller's fault.
      throw new OddAnswer();
    }
  }

  private static Failure noSuchResource(String name) {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "encryption.no-such-resource",
        "The API server does not serve " + name + ".",
        "Name resources as kubectl api-resources does, such as widgets.example.org.");
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    line.close();
  }
}
