package redoubt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.cli.http.Api;
import redoubt.core.Failure;

/** Finds the instance that a command means. */
public final class Instances {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String DEFAULT = "default";

  private Instances() {}

  public static boolean isId(String text) {
    return UUID.matcher(text).matches();
  }

  /**
   * @param wanted a name or an id; empty for the only instance, or the one named {@code default}
   * @return its id
   */
  public static String find(Api api, Optional<String> wanted) {
    if (wanted.isPresent() && isId(wanted.get())) {
      return wanted.get();
    }
    List<JsonNode> all = all(api);
    String name = wanted.orElse(DEFAULT);
    List<JsonNode> named =
        all.stream().filter(instance -> instance.path("name").asText().equals(name)).toList();
    if (wanted.isEmpty() && all.size() == 1) {
      return all.getFirst().path("id").asText();
    }
    if (named.size() == 1) {
      return named.getFirst().path("id").asText();
    }
    if (named.size() > 1) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.ambiguous-instance",
          named.size() + " instances are named " + name + ".",
          "Name one by its id: redoubt instance list.");
    }
    if (all.isEmpty()) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "cli.no-instance",
          "You hold no role in any instance.",
          "Ask an administrator for one, or make one: redoubt instance create NAME.");
    }
    throw wanted.isPresent()
        ? new Failure(
            Failure.Kind.NOT_FOUND,
            "cli.no-instance",
            "There is no instance named " + name + " that you may see.",
            "Choose one of: redoubt instance list.")
        : new Failure(
            Failure.Kind.INVALID,
            "cli.ambiguous-instance",
            "There are " + all.size() + " instances and none is named " + DEFAULT + ".",
            "Choose one with --instance or REDOUBT_INSTANCE: redoubt instance list.");
  }

  private static List<JsonNode> all(Api api) {
    List<JsonNode> all = new ArrayList<>();
    Pages.each(api, "/v1/instances", Integer.MAX_VALUE, all::add);
    return all;
  }
}
