package redoubt.cli.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says who may sign images of another registry. */
@Command(
    name = "cover",
    description = {
      "Says that a namespace's signers and trust policy hold for images of another registry. From"
          + " then on those that workloads name are looked at before anybody asks."
    },
    footer = {
      "Examples:",
      "  redoubt foreign-image cover ghcr.io/acme --namespace team",
      "  redoubt foreign-image cover docker.io/library --namespace base-images",
      "  redoubt foreign-image cover registry.redhat.io --namespace base-images --lookaside"
          + " https://registry.redhat.io/containers/sigstore"
    })
public final class ForeignCover extends ForeignVerb {
  @Parameters(
      paramLabel = "PREFIX",
      description = "A registry, or a repository in it with all below. The longest counts.")
  String prefix = "";

  @Option(
      names = "--namespace",
      required = true,
      paramLabel = "NAME",
      description = "Namespace whose signers and trust policy hold.")
  String namespace = "";

  @Option(
      names = "--lookaside",
      paramLabel = "URL",
      description =
          "Where OpenPGP signatures of these images lie, as registries.d of the containers tools"
              + " names it. Those that the registry itself has are found without.")
  Optional<String> lookaside = Optional.empty();

  @Override
  public Integer call() {
    ObjectNode wish = object().put("prefix", prefix).put("namespace", namespace);
    lookaside.ifPresent(url -> wish.put("lookaside", url));
    JsonNode cover = api().put(images() + "/covers", wish);
    output()
        .done(
            "Who may sign images of " + prefix + " is said by the namespace " + namespace + ".",
            cover);
    return 0;
  }
}
