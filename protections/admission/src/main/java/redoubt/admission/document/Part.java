package redoubt.admission.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import redoubt.admission.AdmissionFailures;
import redoubt.core.Failure;
import redoubt.core.Near;

/**
 * A part of a resource, which knows its way from the top so that errors can say it. What is null is
 * not there.
 */
record Part(String way, JsonNode json) {
  private static final int LONGEST = 8192;
  private static final int MOST = 1_000;

  /** The object that it is, with no other fields than these. */
  Part only(String... fields) {
    if (!json.isObject()) {
      throw bad("is no object");
    }
    Set<String> known = new TreeSet<>(Arrays.asList(fields));
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!known.contains(field.getKey())) {
        throw child(field.getKey()).unknown(known);
      }
    }
    return this;
  }

  /** It is a field that there is not. */
  Failure unknown(Collection<String> known) {
    String name = way.substring(way.lastIndexOf('.') + 1);
    return bad(
        "is no field that there is; "
            + Near.of(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("there are " + String.join(", ", known)));
  }

  Part child(String field) {
    return new Part(way.isEmpty() ? shown(field) : way + "." + shown(field), json.path(field));
  }

  private static String shown(String field) {
    String cut = field.length() > 60 ? field.substring(0, 60) + "…" : field;
    return cut.replaceAll("[^ -~…]", "?");
  }

  boolean isThere() {
    return !json.isMissingNode() && !json.isNull();
  }

  /** What follows the way in a sentence. */
  Failure bad(String what) {
    return AdmissionFailures.badPolicy(way + " " + what + (what.endsWith("?") ? "" : "."));
  }

  <T> Optional<T> map(Function<Part, T> read) {
    return isThere() ? Optional.of(read.apply(this)) : Optional.empty();
  }

  /** Each of a list; none where it is not there. */
  List<Part> each() {
    List<Part> parts = new ArrayList<>();
    if (!isThere()) {
      return parts;
    }
    if (!json.isArray() || json.size() > MOST) {
      throw bad("is no list of up to " + MOST);
    }
    for (JsonNode one : json) {
      parts.add(new Part(way + "[" + parts.size() + "]", one));
    }
    return parts;
  }

  /** Empty where it is not there, or is empty. */
  Optional<String> text() {
    if (isThere() && (!json.isTextual() || json.textValue().length() > LONGEST)) {
      throw bad("is no text of up to " + LONGEST + " characters");
    }
    return isThere()
        ? Optional.of(json.textValue()).filter(one -> !one.isEmpty())
        : Optional.empty();
  }

  String required() {
    return text().orElseThrow(() -> bad("is missing"));
  }

  /** False where it is not there. */
  boolean flag() {
    return flag(false);
  }

  boolean flag(boolean usual) {
    if (isThere() && !json.isBoolean()) {
      throw bad("is neither true nor false");
    }
    return isThere() ? json.booleanValue() : usual;
  }

  int number(int usual) {
    if (isThere() && !(json.isIntegralNumber() && json.canConvertToInt())) {
      throw bad("is no whole number");
    }
    return isThere() ? json.intValue() : usual;
  }

  Set<String> texts() {
    Set<String> texts = new TreeSet<>();
    each().forEach(one -> texts.add(one.required()));
    return texts;
  }

  /** One of these words. */
  <T> T word(Map<String, T> words) {
    String said = text().orElse("");
    T meant = words.get(said);
    if (meant == null) {
      throw bad(
          "is \""
              + shown(said)
              + "\", which is none of "
              + String.join(", ", new TreeSet<>(words.keySet())));
    }
    return meant;
  }

  /** An address that may be asked: of https or http, without a query. */
  Optional<URI> address() {
    return text()
        .map(said -> {
          try {
            URI uri = new URI(said);
            if (uri.getHost() != null
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null) {
              return uri;
            }
          } catch (URISyntaxException e) {
            throw bad("is no URL");
          }
          throw bad("is no URL of https or http without user, query and fragment");
        });
  }
}
