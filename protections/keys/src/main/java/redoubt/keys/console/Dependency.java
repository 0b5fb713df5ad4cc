package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Numbers;

/**
 * All that would be lost with a key, as the API shows it.
 *
 * @param objects that cannot be read without the key, as last counted
 * @param uncounted whether something was never counted, so that there may be more
 * @param barred whether a registration prevents the deletion, also a forced one
 */
public record Dependency(
    List<KeyPage.Registration> registrations,
    List<Dependent> dependents,
    long objects,
    boolean uncounted,
    boolean barred) {
  /**
   * Something that the house guards with the key.
   *
   * @param now whether it writes under the key; else it did before
   * @param stored empty when it was never counted
   * @param holders how many hold a lease of the key for it
   */
  public record Dependent(
      String kind, String name, boolean now, Optional<Stored> stored, int holders) {
    /** Path of its page, when it has one. */
    public Optional<String> path(String instance) {
      return kind.equals("cluster")
          ? Optional.of("/instances/" + instance + "/clusters/" + name)
          : Optional.empty();
    }
  }

  /**
   * What is stored, as last counted.
   *
   * @param uncertain objects of which the count does not say which key they need
   */
  public record Stored(long objects, long uncertain, Optional<Moment> at) {}

  static Dependency of(JsonNode json, Function<Instant, Moment> moments) {
    List<KeyPage.Registration> registrations = new ArrayList<>();
    for (JsonNode one : json.path("registrations")) {
      registrations.add(
          new KeyPage.Registration(
              one.path("resource").asText(),
              one.path("description").asText(""),
              one.path("preventsDeletion").asBoolean(),
              Answer.time(one, "createdAt").map(moments)));
    }
    List<Dependent> dependents = new ArrayList<>();
    for (JsonNode one : json.path("dependents")) {
      JsonNode stored = one.path("stored");
      dependents.add(
          new Dependent(
              one.path("kind").asText(),
              one.path("name").asText(),
              one.path("use").asText().equals("now"),
              stored.isObject()
                  ? Optional.of(
                      new Stored(
                          stored.path("objects").asLong(),
                          stored.path("uncertain").asLong(),
                          Answer.time(stored, "at").map(moments)))
                  : Optional.empty(),
              one.path("holders").size()));
    }
    return new Dependency(
        registrations,
        dependents,
        json.path("objects").asLong(),
        json.path("uncounted").asBoolean(),
        json.path("barred").asBoolean());
  }

  public boolean isEmpty() {
    return registrations.isEmpty() && dependents.isEmpty();
  }

  /** What would be lost, in a sentence. */
  public String sentence() {
    if (isEmpty()) {
      return "Nothing is known to depend on this key.";
    }
    String counted =
        Numbers.of(objects, "stored object") + (objects == 1 ? " needs it" : " need it");
    if (!dependents.isEmpty() && uncounted) {
      return objects == 0
          ? "Stored objects need it that nobody has counted."
          : counted + ", and more that nobody has counted.";
    }
    return dependents.isEmpty()
        ? Numbers.of(registrations.size(), "resource")
            + (registrations.size() == 1 ? " is" : " are")
            + " registered with it."
        : counted + ".";
  }
}
