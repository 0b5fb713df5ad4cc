package redoubt.cli.signer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.SmallFile;

/** Adds a signer. */
@Command(
    name = "add",
    description = {
      "Says who may sign images in a namespace. Give what their signatures are checked with, which"
          + " is public. What was signed before and not known to be theirs is looked at again."
    },
    footer = {
      "Examples:",
      "  redoubt signer add ci --namespace team --key cosign.pub",
      "  redoubt signer add acme --namespace team --certificate acme-ca.pem --subject"
          + " 'O=Acme,C=DE'",
      "  redoubt signer add ann --namespace team --openpgp ann.asc",
      "  redoubt signer add release --namespace team --trusted-root root.json \\",
      "    --identity ci@acme.test --issuer https://accounts.acme.test"
    })
public final class SignerAdd extends SignerVerb {
  @Parameters(
      paramLabel = "NAME",
      description = "1 to 63 lower-case letters, digits, dots, dashes and underscores.")
  String name = "";

  @ArgGroup(multiplicity = "1")
  Given given = new Given();

  /** What their signatures are checked with. */
  static final class Given {
    @Option(
        names = "--key",
        paramLabel = "FILE",
        required = true,
        description = "A public key (PEM): of cosign, or of a role of Docker Content Trust.")
    @org.jspecify.annotations.Nullable
    Path key;

    @Option(
        names = "--certificate",
        paramLabel = "FILE",
        required = true,
        description = "A certificate authority (PEM): Notation.")
    @org.jspecify.annotations.Nullable
    Path certificate;

    @Option(
        names = "--openpgp",
        paramLabel = "FILE",
        required = true,
        description = "An OpenPGP public key: skopeo, podman.")
    @org.jspecify.annotations.Nullable
    Path openpgp;

    @Option(
        names = "--trusted-root",
        paramLabel = "FILE",
        required = true,
        description = "A trusted root of Sigstore (JSON), with --identity and --issuer: cosign.")
    @org.jspecify.annotations.Nullable
    Path root;
  }

  @Option(
      names = "--subject",
      paramLabel = "DN",
      description = "With --certificate: what the signing certificate's subject has to have.")
  String subject = "";

  @Option(
      names = "--timestamp-authority",
      paramLabel = "FILE",
      description = "With --certificate: authorities (PEM) whose timestamps say when it signed.")
  @org.jspecify.annotations.Nullable
  Path timestamping;

  @Option(
      names = "--signing-authority",
      description = "With --certificate: it is an authority that says when others signed.")
  boolean signingAuthority;

  @Option(
      names = "--revocation-unchecked",
      description = {
        "With --certificate: certificates count that say where to ask whether they were revoked,"
            + " though nobody is asked."
      })
  boolean unchecked;

  @Option(
      names = "--collection-root",
      paramLabel = "SHA256",
      description = {
        "With --key: a key that has to have signed the root of a collection of Docker Content"
            + " Trust, for what this one signs in it to count."
      })
  String collectionRoot = "";

  @Option(
      names = "--identity",
      paramLabel = "WHO",
      description = "With --trusted-root: the address or URI that signs.")
  String identity = "";

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "With --trusted-root: who vouches for the identity.")
  String issuer = "";

  @Override
  public Integer call() {
    ObjectNode terms = object();
    term(terms, "subject", subject);
    term(terms, "identity", identity);
    term(terms, "issuer", issuer);
    term(terms, "timestampAuthority", timestamping == null ? "" : SmallFile.text(timestamping));
    term(terms, "signingAuthority", signingAuthority ? "true" : "");
    term(terms, "revocation", unchecked ? "unchecked" : "");
    term(terms, "collectionRoot", collectionRoot);
    ObjectNode wish = object().put("name", name).put("kind", kind());
    wish.put("credential", SmallFile.publicText(file()));
    wish.set("terms", terms);
    output().done(name + " may sign in " + namespace + ".", api().post(signers(), wish));
    return 0;
  }

  private static void term(ObjectNode terms, String field, String value) {
    if (!value.isEmpty()) {
      terms.put(field, value);
    }
  }

  private String kind() {
    if (given.key != null) {
      return "key";
    }
    if (given.certificate != null) {
      return "certificate";
    }
    return given.openpgp != null ? "openpgp" : "keyless";
  }

  private Path file() {
    for (Path one : new Path[] {given.key, given.certificate, given.openpgp, given.root}) {
      if (one != null) {
        return one;
      }
    }
    throw wrongUsage("say what their signatures are checked with");
  }
}
