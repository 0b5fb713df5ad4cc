package redoubt.cli.retention;

import picocli.CommandLine.Command;

/** Ends a policy. */
@Command(
    name = "remove",
    description = "Ends the retention policy of a namespace: all images stay.",
    footer = {"Example:", "  redoubt retention remove team"})
public final class RetentionRemove extends RetentionVerb {
  @Override
  public Integer call() {
    api().delete(policy());
    output()
        .done(
            "All images of " + namespace + " stay.",
            object().put("namespace", namespace).put("done", true));
    return 0;
  }
}
