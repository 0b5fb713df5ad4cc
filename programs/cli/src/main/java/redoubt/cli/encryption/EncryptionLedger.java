package redoubt.cli.encryption;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Progress;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Sampling;
import redoubt.encryption.census.Verdict;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.EtcdAddress;
import redoubt.encryption.etcd.LiveEtcd;
import redoubt.encryption.etcd.ObjectSource;
import redoubt.encryption.etcd.Snapshot;
import redoubt.encryption.plugin.PluginOpener;

/** Says of every stored object how it is encrypted. */
@Command(
    name = "ledger",
    description = {
      "Reads every object in an etcd or a snapshot of it, and says how it is encrypted; needs no server.",
      "Exit 1 when an object of a protected resource is in the clear, unreadable or under a foreign"
          + " key, or when there is none."
    },
    footer = {
      "Examples:",
      "  redoubt encryption ledger --snapshot backup.db",
      "  redoubt encryption ledger --snapshot backup.db --resources secrets,configmaps -o json",
      "  redoubt encryption ledger --snapshot backup.db --prove /run/redoubt/kms.sock --all",
      "  redoubt encryption ledger --etcd https://127.0.0.1:2379 --cacert ca.crt --cert etcd.crt --key etcd.key"
    })
public final class EncryptionLedger extends Verb {
  @ArgGroup(multiplicity = "1")
  From from = new From();

  /** One of the two sources. */
  static final class From {
    @Option(
        names = "--snapshot",
        paramLabel = "FILE",
        description = "What etcdctl snapshot save wrote, or etcd's member/snap/db.")
    @Nullable Path snapshot;

    @Option(
        names = "--etcd",
        paramLabel = "URL",
        split = ",",
        description = "A running etcd: https://HOST:PORT of its members, with commas.")
    List<String> etcd = List.of();
  }

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "PEM file of the authority of etcd (default: those of the system).")
  @Nullable Path cacert;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file of the client certificate for etcd.")
  @Nullable Path cert;

  @Option(names = "--key", paramLabel = "FILE", description = "PEM file of its key.")
  @Nullable Path key;

  @Option(
      names = "--resources",
      paramLabel = "LIST",
      description = "Resources that must be encrypted, with commas (default: secrets).")
  String resources = String.join(",", Expectation.SECRETS);

  @Option(
      names = "--current",
      paramLabel = "KEY_ID",
      description = "The KMS plugin's key_id now; every other key is foreign.")
  @Nullable String current;

  @Option(
      names = "--former",
      paramLabel = "KEY_ID",
      description = "A key_id that was current once: stale, not foreign. May be repeated.")
  List<String> former = List.of();

  @Option(
      names = "--prefix",
      paramLabel = "PATH",
      description = "The API server's --etcd-prefix (default: the first part of each key).")
  @Nullable String prefix;

  @Option(
      names = "--prove",
      paramLabel = "SOCKET",
      description =
          "Open samples with the KMS plugin behind this socket: each seed, and one in 100.")
  @Nullable Path prove;

  @Option(names = "--all", description = "With --prove: open every object.")
  boolean all;

  @Override
  public Integer call() throws IOException {
    if (all && prove == null) {
      throw wrongUsage("--all goes with --prove");
    }
    Expectation expectation =
        new Expectation(
            Arrays.asList(resources.split(",", -1)),
            Optional.ofNullable(current),
            new TreeSet<>(former));
    StorageKey keys = prefix == null ? StorageKey.anyPrefix() : StorageKey.under(prefix);
    Report report;
    try (PluginOpener plugin = prove == null ? null : new PluginOpener(prove);
        ObjectSource source = source();
        Progress progress =
            new Progress(terminal().err(), terminal().errIsTerminal(), "Objects read")) {
      Census census =
          Census.of(expectation, keys, InstantSource.system())
              .telling(count -> progress.at(count, 0));
      if (plugin != null) {
        census = census.proving(plugin, all ? Sampling.ALL : Sampling.USUAL);
      }
      report = census.take(source);
    }
    output().show(JsonText.parse(report.canonicalJson()), LedgerText.of(report));
    return report.verdict() == Verdict.PROTECTED ? Exit.DONE : Exit.NO;
  }

  private ObjectSource source() {
    if (from.snapshot != null) {
      return Snapshot.open(from.snapshot);
    }
    if ((cert == null) != (key == null)) {
      throw wrongUsage("--cert and --key go together");
    }
    Optional<EtcdAddress.Login> login =
        cert == null || key == null
            ? Optional.empty()
            : Optional.of(new EtcdAddress.Login(EtcdAddress.pem(cert), EtcdAddress.pem(key)));
    return LiveEtcd.at(
        new EtcdAddress(
            from.etcd.stream().map(this::uri).toList(), Optional.ofNullable(cacert).map(EtcdAddress::pem), login));
  }

  private URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrongUsage("--etcd is https://HOST:PORT");
    }
  }
}
