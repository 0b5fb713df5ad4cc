package redoubt.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grants a role. */
@Command(
    name = "grant",
    description = "Grants a user a role in an instance, or in one part of it.",
    footer = {
      "Examples:",
      "  redoubt instance grant payments --user alice --role writer",
      "  redoubt instance grant payments --user build --role reader --ring production",
      "  redoubt instance grant payments --user build --role writer --namespace team"
    })
public final class InstanceGrant extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  @Option(names = "--user", required = true, paramLabel = "USER", description = "Name or id.")
  String user = "";

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "reader, reader-plus, writer, manager or key-purge.")
  String role = "";

  /** Where the role holds, if not in the whole instance. */
  static final class Where {
    @Option(names = "--ring", paramLabel = "RING", description = "Only for the keys of this ring.")
    @Nullable String ring;

    @Option(
        names = "--namespace",
        paramLabel = "NAMESPACE",
        description = "Only for the images of this namespace.")
    @Nullable String namespace;

    @Option(
        names = "--repository",
        paramLabel = "REPOSITORY",
        description = "Only for this repository, as NAMESPACE/NAME.")
    @Nullable String repository;
  }

  @ArgGroup Where where = new Where();

  @Override
  public Integer call() {
    ObjectNode wish =
        object().put("user", user).put("role", role.toUpperCase(Locale.ROOT).replace('-', '_'));
    put(wish, "ring", where.ring);
    put(wish, "namespace", where.namespace);
    put(wish, "repository", where.repository);
    JsonNode granted = api().post(path(named) + "/grants", wish);
    output()
        .done(
            granted.path("userName").asText(user)
                + " holds the role "
                + granted.path("role").asText()
                + place()
                + ".",
            granted);
    tellIfNotThere(granted);
    return 0;
  }

  private String place() {
    return where.ring != null
        ? " in the key ring " + where.ring
        : where.namespace != null
            ? " in the namespace " + where.namespace
            : where.repository != null ? " in the repository " + where.repository : "";
  }

  /** A role may come before its namespace; who misspelt it wants to know. */
  private void tellIfNotThere(JsonNode granted) {
    String of = where.repository == null ? where.namespace : where.repository.split("/", 2)[0];
    if (of == null || !granted.path("partIsMissing").asBoolean()) {
      return;
    }
    terminal()
        .err()
        .println(
            "redoubt: There is no namespace " + of + " yet; the role holds once somebody adds it.");
  }

  private static void put(ObjectNode wish, String name, @Nullable String value) {
    if (value != null) {
      wish.put(name, value);
    }
  }
}
