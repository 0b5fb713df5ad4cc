package redoubt.signatures.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;
import redoubt.web.Json;

/** Policies of namespaces. */
public final class Policies {
  private final Database database;
  private final Ledger ledger;
  private final Images images;
  private final InstantSource clock;

  public Policies(Database database, Ledger ledger, Images images, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.images = images;
    this.clock = clock;
  }

  /**
   * The policy that holds, which is {@link TrustPolicy#USUAL} where none was set.
   *
   * @throws redoubt.core.Failure {@code signatures.no-namespace}
   */
  public TrustPolicy show(String instance, String namespace) {
    requireNamespace(instance, namespace);
    return database.read(handle -> of(handle, instance, namespace));
  }

  static TrustPolicy of(Handle handle, String instance, String namespace) {
    return SignerRows.policy(handle, instance, namespace)
        .map(text -> PolicyReader.read(Json.parse(text.getBytes(StandardCharsets.UTF_8))))
        .orElse(TrustPolicy.USUAL);
  }

  /**
   * Sets the policy of a namespace; every image of it is judged anew.
   *
   * @throws redoubt.core.Failure {@code signatures.no-namespace}, {@code signatures.bad-policy}
   */
  public TrustPolicy set(String instance, String namespace, String actor, JsonNode json) {
    TrustPolicy policy = PolicyReader.read(json);
    requireNamespace(instance, namespace);
    byte[] text = Json.bytes(PolicyReader.write(policy));
    return database.transaction(transaction -> {
      requireSigners(transaction, instance, namespace, policy);
      put(
          transaction,
          instance,
          namespace,
          actor,
          Optional.of(new String(text, StandardCharsets.UTF_8)),
          Map.of("digest", Digest.of(text).toString()));
      return policy;
    });
  }

  /** The usual policy holds again. */
  public void remove(String instance, String namespace, String actor) {
    requireNamespace(instance, namespace);
    database.transaction(transaction -> {
      put(transaction, instance, namespace, actor, Optional.empty(), Map.of());
      return true;
    });
  }

  private void put(
      Handle transaction,
      String instance,
      String namespace,
      String actor,
      Optional<String> text,
      Map<String, String> details) {
    SignerRows.policy(transaction, instance, namespace, text);
    SignerRows.nextTurn(transaction, instance, namespace);
    DueRows.addAll(transaction, instance, namespace, clock.instant());
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                instance,
                actor,
                text.isPresent() ? "signatures.policy.set" : "signatures.policy.remove",
                namespace,
                details)));
  }

  /** A name that nobody has would never be satisfied; most likely it is misspelt. */
  private static void requireSigners(
      Handle handle, String instance, String namespace, TrustPolicy policy) {
    List<NamedSigner> all = SignerRows.of(handle, instance, namespace);
    Set<String> revoked =
        all.stream()
            .filter(signer -> !signer.isLive())
            .map(NamedSigner::name)
            .collect(Collectors.toSet());
    Set<String> names =
        all.stream()
            .filter(NamedSigner::isLive)
            .map(NamedSigner::name)
            .collect(Collectors.toCollection(TreeSet::new));
    for (Requirement requirement : policy.requirements()) {
      for (String wanted : requirement.signers()) {
        if (revoked.contains(wanted)) {
          throw SignatureFailures.badPolicy("The signer " + wanted + " was revoked.");
        }
        if (!names.contains(wanted)) {
          throw SignatureFailures.badPolicy(
              "The namespace has no signer "
                  + wanted
                  + "; it has "
                  + (names.isEmpty() ? "none" : String.join(", ", names))
                  + ".");
        }
      }
    }
  }

  private void requireNamespace(String instance, String namespace) {
    if (images.owner(namespace).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
  }
}
