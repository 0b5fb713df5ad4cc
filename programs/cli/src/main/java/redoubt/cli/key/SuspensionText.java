package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import redoubt.cli.text.Table;

/** What the disabling of a key does not end by itself, for people; docs/kms-plugin.md has more. */
final class SuspensionText {
  private static final String CACHES =
      """
      Their plugins stop within seconds. Their API servers go on with what they have in memory:
        writes                        at most 3 minutes
        reads of what they decrypted  24 hours for each seed (KMS v2); without end from their watch
                                      cache, and with KMS v1
      Restarting every API server ends that. It then reads nothing encrypted until the key is enabled:
      its /readyz says so. On each control-plane node, where it is a static pod (kubectl delete pod does
      not restart one):
        crictl ps -q --name '^kube-apiserver$' | xargs -r crictl stop
      What pods and people have read already no key takes back.
      """;

  private static final String COLLECTIONS =
      "redoubt: Nothing is signed for these collections of Docker Content Trust until it is"
          + " enabled; their timestamps end within 14 days:\n";

  private SuspensionText() {}

  /**
   * @param dependents as the server tells them
   */
  static String of(JsonNode dependents) {
    StringBuilder text = new StringBuilder();
    StringBuilder collections = new StringBuilder();
    for (JsonNode one : dependents) {
      if (one.path("kind").asText().equals("collection")) {
        collections.append("  ").append(Table.printable(one.path("name").asText())).append('\n');
        continue;
      }
      text.append("  ")
          .append(Table.printable(one.path("name").asText()))
          .append(
              one.path("use").asText().equals("now")
                  ? ", encrypted with it now; plugins that hold its lease: "
                      + one.path("holders").size()
                  : ", encrypted with it before")
          .append(one.path("stored").has("objects") ? "; objects under it, as last counted: " : "")
          .append(one.path("stored").path("objects").asText(""))
          .append('\n');
    }
    return (text.isEmpty() ? "" : "redoubt: Clusters depend on this key:\n" + text + CACHES)
        + (collections.isEmpty() ? "" : COLLECTIONS + collections);
  }
}
