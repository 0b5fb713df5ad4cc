package redoubt.cli.trust;

import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;

/** What the commands of trust policies share. */
abstract class TrustVerb extends Verb {
  @Parameters(paramLabel = "NAMESPACE", index = "0", description = "Name of the namespace.")
  String namespace = "";

  final String policy() {
    return "/v1/instances/" + instance() + "/namespaces/" + encoded(namespace) + "/trust-policy";
  }
}
