package redoubt.cli.trust;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.http.Api;
import redoubt.cli.text.SmallFile;

/** Sets a trust policy. */
@Command(
    name = "set",
    description = {
      "Sets the trust policy of a namespace; every image of it is judged anew.",
      "A policy is JSON:",
      "  {\"requirements\": [{\"signedBy\": [\"ci\", \"release\"], \"threshold\": 2}]}"
    },
    footer = {"Example:", "  redoubt trust set team policy.json"})
public final class TrustSet extends TrustVerb {
  @Parameters(paramLabel = "FILE", index = "1", description = "The policy, JSON.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    output()
        .done(
            "The trust policy of " + namespace + " is set.",
            api().json(Api.Call.of("PUT", policy()).with(SmallFile.json(file))));
    return 0;
  }
}
