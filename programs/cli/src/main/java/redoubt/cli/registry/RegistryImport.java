package redoubt.cli.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.crypto.Authorities;
import redoubt.oci.Descriptor;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.oci.client.ImageName;
import redoubt.oci.client.RegistryClient;
import redoubt.oci.client.Retrying;
import redoubt.oci.layout.DockerArchive;
import redoubt.oci.layout.ImageFiles;
import redoubt.oci.layout.OciLayout;
import redoubt.outward.Outside;

/** Imports an image. */
@Command(
    name = "import",
    description = {
      "Brings an image in, with all its platforms.",
      "SOURCE is one of",
      "  oci:DIR[:NAME]                 a directory, an OCI image layout",
      "  oci-archive:FILE[:NAME]        the same as a tar archive",
      "  docker-archive:FILE[:NAME]     what docker save wrote",
      "  docker://HOST/REPOSITORY[:TAG|@DIGEST]",
      "This machine reads it and pushes it. What the server has already is not sent again, so an",
      "import that was interrupted goes on with the next run. The login for the other registry is",
      "read from --credentials-file, or from REDOUBT_SOURCE_USER and REDOUBT_SOURCE_PASSWORD when",
      "REDOUBT_SOURCE_HOST names that registry."
    },
    footer = {
      "Examples:",
      "  redoubt registry import docker://docker.io/alpine:3.22 team/alpine:3.22",
      "  redoubt registry import oci-archive:app.tar team/app:v1"
    })
public final class RegistryImport extends Verb {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "Where the image is.")
  String source = "";

  @Parameters(
      index = "1",
      paramLabel = "NAMESPACE/REPOSITORY[:TAG]",
      description = "Where it goes; without a tag it is there by its digest alone.")
  String target = "";

  @Option(
      names = "--with-signatures",
      description =
          "Brings along what the other registry has about the image: signatures and all"
              + " other referrers.")
  boolean withSignatures;

  @Option(
      names = "--credentials-file",
      paramLabel = "FILE",
      description = "Logins of other registries, as docker, podman and skopeo login write them.")
  @Nullable Path credentials;

  @Option(
      names = "--source-ca",
      paramLabel = "FILE",
      description = "PEM authorities that the other registry's certificate is from.")
  @Nullable Path authority;

  @Option(
      names = "--source-insecure",
      description =
          "The other registry is spoken to without TLS: everybody on the way can read"
              + " and change what comes.")
  boolean insecure;

  @Override
  public Integer call() throws IOException {
    int colon = target.lastIndexOf(':');
    RepositoryName repository = new RepositoryName(colon < 0 ? target : target.substring(0, colon));
    Optional<Tag> tag =
        colon < 0 ? Optional.empty() : Optional.of(new Tag(target.substring(colon + 1)));
    Pushing pushing = new Pushing(api(), repository);
    try (ImageSource from = open()) {
      Cargo cargo = Cargo.of(from, tag, withSignatures);
      long bytes = send(cargo, from, pushing);
      for (Cargo.Sent sent : cargo.manifests()) {
        Reference reference =
            sent.tag()
                .<Reference>map(Reference.ByTag::new)
                .orElseGet(() -> new Reference.ByDigest(sent.manifest().digest()));
        pushing.put(sent.manifest(), reference);
      }
      ObjectNode result =
          object()
              .put("image", repository + tag.map(named -> ":" + named).orElse(""))
              .put("digest", from.root().digest().toString())
              .put("manifests", cargo.manifests().size())
              .put("blobs", cargo.blobs().size())
              .put("bytesSent", bytes);
      output().done("Imported as " + repository + "@" + from.root().digest() + ".", result);
    }
    return 0;
  }

  private long send(Cargo cargo, ImageSource from, Pushing pushing) throws IOException {
    long total = cargo.blobs().stream().mapToLong(Descriptor::size).sum();
    long[] done = new long[2];
    try (Progress progress = new Progress(terminal().err(), terminal().errIsTerminal(), "Bytes")) {
      for (Descriptor blob : cargo.blobs()) {
        if (pushing.has(blob)) {
          done[0] += blob.size();
          progress.at(done[0], total);
        } else {
          pushing.send(
              from,
              blob,
              more -> {
                done[0] += more;
                done[1] += more;
                progress.at(done[0], total);
              });
        }
      }
    }
    return done[1];
  }

  private ImageSource open() throws IOException {
    int colon = source.indexOf(':');
    String kind = colon < 0 ? "" : source.substring(0, colon);
    String rest = source.substring(colon + 1);
    return switch (kind) {
      case "oci" -> files(rest, OciLayout::directory);
      case "oci-archive" -> files(rest, OciLayout::archive);
      case "docker-archive" -> files(rest, DockerArchive::of);
      case "docker" -> remote(rest);
      default ->
          throw wrongUsage("SOURCE begins with oci:, oci-archive:, docker-archive: or docker://");
    };
  }

  /** Opens an image in files. */
  private interface Opening {
    ImageFiles open(Path path, Optional<String> name);
  }

  /** A name follows the path, unless there is a file of the whole. */
  private static ImageSource files(String text, Opening opening) {
    Path whole = Path.of(text);
    int colon = text.indexOf(':');
    if (colon <= 0 || Files.exists(whole)) {
      return new FileSource(opening.open(whole, Optional.empty()));
    }
    return new FileSource(
        opening.open(Path.of(text.substring(0, colon)), Optional.of(text.substring(colon + 1))));
  }

  private ImageSource remote(String text) throws IOException {
    if (!text.startsWith("//")) {
      throw wrongUsage("SOURCE begins with docker://");
    }
    ImageName image = ImageName.parse(text.substring(2));
    Outside outside =
        new Outside(Outward.ANYWHERE, trust(), insecure ? Set.of(image.host()) : Set.of());
    try {
      return new RemoteSource(
          outside,
          new RegistryClient(
              outside,
              image.registry(insecure),
              SourceLogins.of(terminal(), terminal().environment(), credentials, image.host()),
              Retrying.usual(),
              InstantSource.system()),
          image);
    } catch (Failure e) {
      outside.close();
      throw Unreachable.explained(e, image.host());
    } catch (IOException | RuntimeException e) {
      outside.close();
      throw e;
    }
  }

  private SSLContext trust() throws IOException {
    try {
      return authority == null ? SSLContext.getDefault() : Authorities.in(authority).context();
    } catch (GeneralSecurityException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.unusable-ca",
          "The file of authorities cannot be read as PEM certificates.",
          "Name another one with --source-ca.",
          e);
    }
  }
}
