package redoubt.signatures.trust;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.notation.TrustStores;
import redoubt.signatures.notation.Verdict;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.x509.Authorities;

/**
 * Trust policies of the Notary Project as requirements. Their stores are the live signers of the
 * namespace: {@code ca:NAME} and {@code signingAuthority:NAME} are the certificates of the signer
 * of that name, {@code tsa:NAME} its timestamp authorities.
 */
final class Documents {
  private Documents() {}

  static Check check(
      Requirement.Notation wanted,
      List<Fact> facts,
      List<NamedSigner> signers,
      Asked asked,
      Instant now,
      SortedSet<String> counted) {
    TrustStores stores = stores(signers);
    String name = asked.elsewhere().orElseGet(() -> wanted.registry() + "/" + asked.repository());
    List<Fact> standing =
        facts.stream()
            .filter(fact -> signers.stream().noneMatch(one -> one.hasEnded(fact.signer())))
            .toList();
    Verdict verdict = wanted.document().evaluate(name, standing, stores, now);
    Check why =
        new Check(
            "notation", verdict.why().outcome(), verdict.why().said(), List.of(verdict.why()));
    if (!verdict.accepted()) {
      return why;
    }
    standing.stream()
        .filter(fact -> fact.format() == Format.NOTATION && fact.isAuthentic())
        .filter(fact -> wanted.document().evaluate(name, List.of(fact), stores, now).accepted())
        .flatMap(fact -> signers.stream().filter(one -> one.is(fact.signer())))
        .forEach(one -> counted.add(one.name()));
    return why;
  }

  private static TrustStores stores(List<NamedSigner> signers) {
    Map<String, Authorities> stores = new HashMap<>();
    for (NamedSigner signer : signers) {
      Credential credential = signer.credential();
      if (credential.kind() == SignerKind.CERTIFICATE && signer.isLive()) {
        stores.put(
            (credential.isSigningAuthority() ? "signingAuthority:" : "ca:") + signer.name(),
            Authorities.ifReadable(credential.text()));
        String stamping = credential.terms().get(Credential.TIMESTAMP_AUTHORITY);
        if (stamping != null) {
          stores.put("tsa:" + signer.name(), Authorities.ifReadable(stamping));
        }
      }
    }
    return new TrustStores(stores);
  }
}
