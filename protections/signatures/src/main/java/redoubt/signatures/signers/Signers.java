package redoubt.signatures.signers;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.crypto.Ids;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;

/**
 * Signers of namespaces. What they signed is looked at again when one is added; when one is revoked
 * nothing needs to be, since its signatures count no more from the next question on.
 */
public final class Signers {
  private static final Logger LOG = LoggerFactory.getLogger(Signers.class);

  /** Most signers of a namespace, those that were revoked too. */
  public static final int MOST = 200;

  private static final int LONGEST_REASON = 500;

  /** Chains and checkpoints that are known to hold, about 2 MB. */
  private static final int REMEMBERED = 10_000;

  /** Of credentials that are kept as they were read, in some times as many bytes. */
  private static final long MOST_READ = 32 << 20;

  private static final int MOST_UNREAD = 10_000;

  private final Database database;
  private final Ledger ledger;
  private final Images images;
  private final InstantSource clock;
  private final Remembered memory = new Remembered(REMEMBERED);
  private final ReadSigners read = new ReadSigners(MOST_READ);

  /** Of which it was said that they cannot be read. */
  private final Set<UUID> unread = ConcurrentHashMap.newKeySet();

  public Signers(Database database, Ledger ledger, Images images, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.images = images;
    this.clock = clock;
  }

  /**
   * Adds a signer.
   *
   * @param terms what has to hold besides, by kind
   * @throws redoubt.core.Failure {@code signatures.no-namespace}, {@code signatures.bad-signer},
   *     {@code signatures.bad-key}, {@code signatures.signer-taken}, {@code signatures.limit}
   */
  public NamedSigner add(
      String instance,
      String namespace,
      String actor,
      String name,
      SignerKind kind,
      String text,
      Map<String, String> terms) {
    requireNamespace(instance, namespace);
    NamedSigner signer =
        new NamedSigner(
            Ids.random(),
            instance,
            namespace,
            name,
            CredentialReader.read(kind, text, terms),
            clock.instant(),
            actor,
            java.util.Optional.empty());
    return database.transaction(transaction -> {
      SignerRows.nextVersion(transaction, instance, namespace);
      if (SignerRows.of(transaction, instance, namespace).size() >= MOST) {
        throw SignatureFailures.tooManySigners(MOST);
      }
      requireFewRoots(transaction, signer);
      requireNotRevoked(transaction, signer);
      if (!SignerRows.insert(transaction, signer)) {
        throw SignatureFailures.signerTaken();
      }
      SignerRows.nextTurn(transaction, instance, namespace);
      DueRows.addAll(transaction, instance, namespace, clock.instant());
      Map<String, String> details = new TreeMap<>();
      details.put("namespace", namespace);
      details.put("kind", kind.word());
      details.put("print", signer.credential().prints().iterator().next());
      record(transaction, signer, actor, "signatures.signer.add", details);
      return signer;
    });
  }

  private static void requireNotRevoked(Handle transaction, NamedSigner added) {
    SignerRows.of(transaction, added.instance(), added.namespace()).stream()
        .filter(one -> !one.isLive() && one.credential().isSame(added.credential()))
        .findFirst()
        .ifPresent(one -> {
          throw SignatureFailures.wasRevoked(one.name());
        });
  }

  private static void requireFewRoots(Handle transaction, NamedSigner added) {
    long roots =
        Stream.concat(
                SignerRows.of(transaction, added.instance(), added.namespace()).stream(),
                Stream.of(added))
            .map(NamedSigner::credential)
            .filter(credential -> credential.kind() == SignerKind.KEYLESS)
            .map(Credential::text)
            .distinct()
            .count();
    if (roots > Known.MOST_ROOTS) {
      throw SignatureFailures.badSigner(
          "The signers of a namespace have " + Known.MOST_ROOTS + " trusted roots at most.");
    }
  }

  /** All of a namespace, those that were revoked too, by name. */
  public List<NamedSigner> list(String instance, String namespace) {
    requireNamespace(instance, namespace);
    return database.read(handle -> SignerRows.of(handle, instance, namespace));
  }

  /**
   * Revokes a signer: nothing that it signed counts any more. Once more is none.
   *
   * @throws redoubt.core.Failure {@code signatures.no-namespace}, {@code signatures.no-signer}
   */
  public NamedSigner revoke(
      String instance, String namespace, String actor, String name, String reason) {
    requireNamespace(instance, namespace);
    if (reason.length() > LONGEST_REASON) {
      throw SignatureFailures.badSigner("The reason is longer than 500 characters.");
    }
    return database.transaction(transaction -> {
      NamedSigner signer = require(transaction, instance, namespace, name);
      if (!SignerRows.revoke(
          transaction,
          signer.id(),
          new NamedSigner.Revocation(clock.instant(), actor, reason.strip()))) {
        return signer;
      }
      SignerRows.nextTurn(transaction, instance, namespace);
      DueRows.addAll(transaction, instance, namespace, clock.instant());
      record(
          transaction,
          signer,
          actor,
          "signatures.signer.revoke",
          Map.of("namespace", namespace, "name", name));
      return require(transaction, instance, namespace, name);
    });
  }

  private static NamedSigner require(
      Handle transaction, String instance, String namespace, String name) {
    return SignerRows.of(transaction, instance, namespace).stream()
        .filter(signer -> signer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> SignatureFailures.noSigner(namespace));
  }

  private void requireNamespace(String instance, String namespace) {
    if (images.owner(namespace).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
  }

  /** The version is older than the rest. */
  private record Rows(long version, List<NamedSigner> signers) {}

  /** What signatures in a namespace are checked with at the moment. */
  public Known known(String instance, String namespace) {
    Rows rows =
        database.read(handle ->
            new Rows(
                SignerRows.version(handle, instance, namespace),
                SignerRows.of(handle, instance, namespace)));
    return read.of(
        instance,
        namespace,
        rows.version(),
        rows.signers(),
        () -> told(Known.of(rows.version(), rows.signers(), memory)));
  }

  /** Says once of each credential that it cannot be read. */
  private Known told(Known known) {
    known.signers().stream()
        .filter(signer -> known.unread().containsKey(signer.name()))
        .filter(signer -> unread.size() < MOST_UNREAD && unread.add(signer.id()))
        .forEach(signer ->
            LOG.warn(
                "the credential of the signer {} of {} cannot be read and is left out: {}",
                signer.name(),
                signer.namespace(),
                known.unread().get(signer.name())));
    return known;
  }

  private void record(
      Handle transaction,
      NamedSigner signer,
      String actor,
      String action,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                signer.instance(),
                actor,
                action,
                signer.id().toString(),
                details)));
  }
}
