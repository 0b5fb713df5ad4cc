package redoubt.cli.admission;

import redoubt.cli.Verb;

/** What the commands of admission share. */
public abstract class AdmissionVerb extends Verb {
  protected final String all() {
    return "/v1/instances/" + instance() + "/admission";
  }

  protected final String one(String cluster) {
    return all() + "/" + encoded(cluster);
  }
}
