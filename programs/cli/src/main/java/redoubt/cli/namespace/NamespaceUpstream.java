package redoubt.cli.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.registry.SourceLogins;
import redoubt.oci.client.Login;

/** Shows, sets or ends where the images of a namespace come from. */
@Command(
    name = "upstream",
    description = {
      "Lets a namespace hold the images of another registry.",
      "HOST:PORT/NAME/REPOSITORY is that registry's REPOSITORY then, fetched when it is pulled",
      "first, and kept. Without a URL it shows which registry that is. The login for it is read",
      "from --credentials-file, or from REDOUBT_SOURCE_USER and REDOUBT_SOURCE_PASSWORD when",
      "REDOUBT_SOURCE_HOST names that registry, and sealed on the server. What that login may pull",
      "there, everybody may pull here who may read the namespace; visitors get what is here."
    },
    footer = {"Example:", "  redoubt namespace upstream hub-images https://registry-1.docker.io"})
public final class NamespaceUpstream extends NamespaceVerb {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the namespace.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "URL",
      description = "Of the other registry: https://HOST or https://HOST:PORT.")
  @Nullable String url;

  @Option(
      names = "--credentials-file",
      paramLabel = "FILE",
      description = "Logins of other registries, as docker, podman and skopeo login write them.")
  @Nullable Path credentials;

  @Option(
      names = "--remove",
      description = "Ends it; the images that came are the namespace's own.")
  boolean remove;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() throws IOException {
    String path = namespace(name) + "/upstream";
    String named = url;
    if (remove) {
      confirmation.ask(
          terminal(),
          "End the mirror of " + name + ", which cannot be made one again while it has images");
      api().delete(path);
      output()
          .done(
              "The images of " + name + " are its own.",
              object().put("name", name).put("done", true));
    } else if (named == null) {
      var there = api().get(path);
      String at = there.path("url").asText();
      output()
          .done(
              at.isEmpty()
                  ? "The images of " + name + " are its own."
                  : "The images of " + name + " are those of " + at + ".",
              there);
    } else {
      ObjectNode wish = object().put("url", named);
      SourceLogins.of(terminal(), terminal().environment(), credentials, host(named))
          .ifPresent(login -> add(wish, login));
      output()
          .done("The images of " + name + " are those of " + named + ".", api().put(path, wish));
    }
    return 0;
  }

  private static void add(ObjectNode wish, Login login) {
    wish.put("user", login.name()).put("password", login.password());
    login.realms().forEach(wish.withArray("realms")::add);
  }

  private String host(String named) {
    try {
      String host = URI.create(named).getRawAuthority();
      if (host != null) {
        return host;
      }
    } catch (IllegalArgumentException e) {
      // As for any other that is none.
    }
    throw wrongUsage("URL is https://HOST or https://HOST:PORT");
  }
}
