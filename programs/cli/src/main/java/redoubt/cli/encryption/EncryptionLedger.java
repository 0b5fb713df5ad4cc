package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Progress;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Sampling;
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
      "Reads every object that a cluster stores, and says how it is encrypted.",
      "With the name of a cluster the server reads its etcd, opens samples with the root key, signs"
          + " and keeps the report. With --snapshot or --etcd this command reads; then the server,"
          + " if a name is given, says only what to expect.",
      "Exit 1 when an object of a protected resource is in the clear, unreadable or under a foreign"
          + " key, when a sample does not open, or when there is no such object; 3 when it could"
          + " not be read."
    },
    footer = {
      "Examples:",
      "  redoubt encryption ledger prod",
      "  redoubt encryption ledger prod --all -o json > report.json",
      "  redoubt encryption ledger prod --snapshot backup.db --send",
      "  redoubt encryption ledger --snapshot backup.db",
      "  redoubt encryption ledger --snapshot backup.db --resources secrets,configmaps -o json",
      "  redoubt encryption ledger --snapshot backup.db --prove /run/redoubt-kms/kms.sock --all",
      "  redoubt encryption ledger --etcd https://127.0.0.1:2379 --cacert ca.crt --cert etcd.crt"
          + " --key etcd.key"
    })
public final class EncryptionLedger extends LedgerVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Name or id of a cluster of the server's.")
  @Nullable String name;

  @ArgGroup From from = new From();

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
  @Nullable String resources;

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

  @Option(
      names = "--all",
      description = "Open every object; the server does, or with --prove the plugin.")
  boolean all;

  @Option(
      names = "--send",
      description = "Let the server keep the report, as one that it did not see.")
  boolean send;

  @Option(names = "--no-wait", description = "Let the server begin, and return.")
  boolean noWait;

  @Option(names = "--stop", description = "Stop what the server reads.")
  boolean stop;

  @Override
  public Integer call() throws IOException {
    boolean here = from.snapshot != null || !from.etcd.isEmpty();
    if (!here && name == null) {
      throw wrongUsage("name a cluster, --snapshot or --etcd");
    }
    if (name != null && (resources != null || current != null || !former.isEmpty())) {
      throw wrongUsage("the server says what to expect of a cluster");
    }
    if (here && (noWait || stop)) {
      throw wrongUsage("--no-wait and --stop go with what the server reads");
    }
    if (!here && (send || prove != null || prefix != null)) {
      throw wrongUsage("--send, --prove and --prefix go with --snapshot or --etcd");
    }
    if (send && name == null) {
      throw wrongUsage("--send goes with the name of a cluster");
    }
    if (here && all && prove == null) {
      throw wrongUsage("--all goes with --prove");
    }
    return here ? readHere() : readThere(Objects.requireNonNull(name));
  }

  private int readThere(String cluster) {
    if (stop) {
      JsonNode stopped = api().delete(cluster(cluster) + "/ledger");
      output()
          .done(
              stopped.isNull() ? "Nothing was being read." : "The reading is stopped.",
              stopped.isNull() ? object() : stopped);
      return Exit.DONE;
    }
    JsonNode reading = begun(cluster, all);
    if (noWait) {
      output()
          .done("The server reads; look with redoubt encryption status " + cluster + ".", reading);
      return Exit.DONE;
    }
    return show(reportOf(cluster, ended(cluster, reading)));
  }

  private int readHere() throws IOException {
    Report report = taken(expectation());
    if (send && name != null) {
      ObjectNode sent = object();
      sent.set("report", JsonText.parse(report.canonicalJson()));
      return show(api().post(cluster(name) + "/reports", sent));
    }
    output().show(JsonText.parse(report.canonicalJson()), LedgerText.of(report));
    return exit(report);
  }

  private Expectation expectation() {
    if (name == null) {
      return new Expectation(
          resources == null ? Expectation.SECRETS : Arrays.asList(resources.split(",", -1)),
          Optional.ofNullable(current),
          new TreeSet<>(former));
    }
    JsonNode expected = api().get(cluster(name) + "/ledger").path("expected");
    return new Expectation(
        texts(expected.path("resources")),
        Optional.ofNullable(expected.get("currentKeyId")).map(JsonNode::asText),
        new TreeSet<>(texts(expected.path("formerKeyIds"))));
  }

  private static List<String> texts(JsonNode items) {
    List<String> texts = new ArrayList<>();
    items.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private Report taken(Expectation expectation) {
    StorageKey keys = prefix == null ? StorageKey.anyPrefix() : StorageKey.under(prefix);
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
      return census.take(source);
    }
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
            from.etcd.stream().map(this::uri).toList(),
            Optional.ofNullable(cacert).map(EtcdAddress::pem),
            login),
        Outward.ANYWHERE,
        Deadline.never());
  }

  private URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrongUsage("--etcd is https://HOST:PORT");
    }
  }
}
