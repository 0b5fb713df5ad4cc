package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Role;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Pager;

/** The room's interface, as a page calls it, and the paths of its pages. */
final class RegistryApi {
  /** Rows of a list. */
  static final int ROWS = 50;

  private final Console console;

  RegistryApi(Console console) {
    this.console = console;
  }

  /** A call about the instance that the page's path names. */
  Answer get(Request page, String path) {
    return console.api().get(page, base(page) + path);
  }

  /** Changes something in that instance. */
  JsonNode send(Request page, String method, String path, Map<String, ?> body) {
    return console.api().send(page, method, base(page) + path, Map.of(), body).json();
  }

  private static String base(Request page) {
    return "/v1/instances/" + Api.segment(instance(page));
  }

  /** Whether the caller holds a role in a namespace of that instance. */
  static boolean holdsInNamespace(Request page, String name, Role role) {
    return page.principal().allows(instance(page), Part.namespace(name), Set.of(role));
  }

  /** The same in a repository. */
  static boolean holdsInRepository(Request page, String name, Role role) {
    return page.principal().allows(instance(page), Part.repository(name), Set.of(role));
  }

  static String instance(Request page) {
    return page.pathParameter("instance");
  }

  /** Segments of a repository's name. */
  static String name(String repository) {
    return Arrays.stream(repository.split("/", -1))
        .map(Api::segment)
        .collect(Collectors.joining("/"));
  }

  static String namespaces(String instance) {
    return "/instances/" + Api.segment(instance) + "/images";
  }

  static String namespace(String instance, String namespace) {
    return namespaces(instance) + "/" + Api.segment(namespace);
  }

  static String tags(String instance, String repository) {
    return "/instances/" + Api.segment(instance) + "/tags/" + name(repository);
  }

  /**
   * @param reference a tag or a digest
   */
  static String image(String instance, String repository, String reference) {
    return "/instances/"
        + Api.segment(instance)
        + "/image/"
        + name(repository)
        + "/at/"
        + Api.segment(reference);
  }

  /** Which part of a list the page is to show, as the interface takes it. */
  static Map<String, String> span(Request page) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("search", Api.parameter(page, "search"));
    query.put("after", Api.parameter(page, "after"));
    query.put("before", Api.parameter(page, "before"));
    query.put("all", Api.parameter(page, "all"));
    query.put("limit", String.valueOf(ROWS));
    return query;
  }

  /** The ways on from a list whose entries have names. */
  static Pager pager(Request page, JsonNode answer, List<String> names, String one) {
    String summary =
        names.isEmpty()
            ? "No " + many(one)
            : answer.path("earlier").asBoolean() || answer.path("later").asBoolean()
                ? "A page of " + names.size() + ", by name"
                : names.size() + " " + (names.size() == 1 ? one : many(one));
    return new Pager(
        summary,
        answer.path("earlier").asBoolean() && !names.isEmpty()
            ? java.util.Optional.of(at(page, "before", names.getFirst()))
            : java.util.Optional.empty(),
        answer.path("later").asBoolean() && !names.isEmpty()
            ? java.util.Optional.of(at(page, "after", names.getLast()))
            : java.util.Optional.empty());
  }

  private static String many(String one) {
    return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
  }

  private static String at(Request page, String field, String name) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("search", Api.parameter(page, "search"));
    query.put("all", Api.parameter(page, "all"));
    query.put(field, name);
    return Api.path("", query);
  }

  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** A digest in the length that people compare. */
  static String brief(String digest) {
    int colon = digest.indexOf(':');
    return digest.length() > colon + 13 ? digest.substring(0, colon + 13) : digest;
  }
}
