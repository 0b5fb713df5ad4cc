package redoubt.cli.admission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Answers an API server no more. */
@Command(
    name = "remove",
    description = {
      "Answers the API server of a cluster no more.",
      "Take away the webhooks first, or no pod starts there: kubectl delete"
          + " mutatingwebhookconfiguration,validatingwebhookconfiguration redoubt-images. After"
          + " --ladder the policies, too, or nothing new starts: kubectl delete"
          + " validatingadmissionpolicybinding,mutatingadmissionpolicybinding redoubt-images"
    },
    footer = {"Example:", "  redoubt admission remove prod"})
public final class AdmissionRemove extends AdmissionVerb {
  @Parameters(paramLabel = "CLUSTER", description = "Name or id.")
  String cluster = "";

  @Override
  public Integer call() {
    api().delete(one(cluster));
    output().done("The API server of " + cluster + " is answered no more.", object());
    return 0;
  }
}
