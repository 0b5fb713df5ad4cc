package redoubt.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;

/** Remembers a server and an API key. */
@Command(
    name = "login",
    description = {
      "Remembers a server and an API key for the commands that follow, after trying them.",
      "The API key is asked for on a terminal, otherwise read from the input."
    },
    footer = {
      "Examples:",
      "  redoubt login --server https://redoubt.example.org:8443 --ca ca.pem",
      "  redoubt login --server https://10.0.0.7:8443 --ca ca.pem < my.apikey"
    })
public final class Login extends Verb {
  @Override
  public Integer call() throws IOException {
    redoubt().logIn();
    JsonNode who = api().get("/v1/whoami");
    output()
        .done(
            "Logged in to " + api().target() + " as " + who.path("userName").asText() + ".",
            object()
                .put("server", api().target().toString())
                .put("user", who.path("userName").asText())
                .put("done", true));
    return 0;
  }
}
