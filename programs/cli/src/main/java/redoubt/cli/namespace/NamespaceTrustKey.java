package redoubt.cli.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.key.Kms;

/** Says which root key guards what the server signs Docker Content Trust's collections with. */
@Command(
    name = "trust-key",
    description = {
      "Says or shows which root key guards the keys that this server signs timestamps and snapshots"
          + " of Docker Content Trust with. While that key is disabled no timestamp is renewed:"
          + " within 14 days clients trust no tag of the namespace."
    },
    footer = {
      "Examples:",
      "  redoubt namespace trust-key team --root-key orders",
      "  redoubt namespace trust-key team",
      "  redoubt namespace trust-key team --none"
    })
public final class NamespaceTrustKey extends NamespaceVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the namespace.")
  String name = "";

  @ArgGroup @Nullable Wish wish;

  /** What is to be done; else what is there is shown. */
  static final class Wish {
    @Option(
        names = "--root-key",
        paramLabel = "KEY",
        required = true,
        description = "Id, alias or unique name of the root key that guards them.")
    @Nullable String rootKey;

    @Option(names = "--none", required = true, description = "The server's vault alone keeps them.")
    boolean none;
  }

  @Override
  public Integer call() {
    String path = namespace(name) + "/trust-key";
    JsonNode state;
    if (wish == null) {
      state = api().get(path);
    } else if (wish.rootKey != null) {
      String id = new Kms(api(), instance()).id(wish.rootKey);
      state = api().put(path, object().put("rootKey", id));
    } else {
      state = api().delete(path);
    }
    output().show(state, sentence(state) + "\n");
    return 0;
  }

  private String sentence(JsonNode state) {
    StringBuilder text = new StringBuilder();
    String keys = state.path("keys").asText() + " keys for " + name + ".";
    if (state.has("rootKey")) {
      text.append("Root key ")
          .append(state.path("rootKey").asText())
          .append(" guards ")
          .append(state.path("guarded").asText())
          .append(" of the server's ")
          .append(keys);
    } else if (state.path("left").isEmpty()) {
      text.append("No root key guards the server's ").append(keys);
    } else {
      text.append("No root key is to guard the server's ").append(keys);
    }
    for (JsonNode left : state.path("left")) {
      String root = left.path("rootKey").asText();
      text.append("\nRoot key ").append(root).append(" still wraps ");
      text.append(left.path("keys").asText());
      text.append(
          " of them: they are lost if it is destroyed, and wait until it can be used (redoubt key"
              + " show ");
      text.append(root).append(").");
    }
    return text.toString();
  }
}
