package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import redoubt.registry.browse.Browse;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Who;

/**
 * A namespace.
 *
 * @param store bytes of its images; empty for who reads only some of its repositories
 */
public record NamespaceView(
    String name,
    boolean open,
    List<String> immutableTags,
    Optional<String> upstream,
    long repositories,
    OptionalLong store,
    OptionalLong limit,
    Optional<Moment> created,
    Who createdBy) {
  static NamespaceView of(JsonNode json, Function<Instant, Moment> moments) {
    return new NamespaceView(
        json.path("name").asText(),
        json.path("anonymousPull").asBoolean(),
        RegistryApi.texts(json.path("immutableTags")),
        Answer.text(json, "upstream"),
        json.path("repositories").asLong(),
        number(json, "store"),
        number(json, "limit"),
        Answer.time(json, "createdAt").map(moments),
        Who.of(json, "createdBy"));
  }

  static OptionalLong number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }

  /** {@code 12}, {@code 1,000+}. */
  public String repositoryCount() {
    return count(repositories);
  }

  static String count(long counted) {
    return counted > Browse.COUNTED ? Browse.COUNTED + "+" : String.valueOf(counted);
  }

  /** {@code 1.2 GiB of 5 GiB}. */
  public String usage() {
    return store.isEmpty()
        ? ""
        : Sizes.text(store.getAsLong())
            + (limit.isPresent() ? " of " + Sizes.text(limit.getAsLong()) : "");
  }
}
