package redoubt.admission.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.SignedIdentity;

/**
 * Says a requirement in the words of {@code policy.json}, so that nothing is accepted that it does
 * not admit. What cannot be said fails.
 *
 * @param area whose signers count; empty where nobody's do
 * @param namespace of the cluster, where secrets lie that say none
 */
record Saying(Optional<Signatories.Area> area, Keys keys, String namespace, List<String> notes) {
  /** It cannot be said. */
  static final class Unsayable extends Exception {
    private static final long serialVersionUID = 1;

    Unsayable(String why) {
      super(why, null, false, false);
    }
  }

  /** A requirement of the file. */
  static Map<String, Object> accept() {
    return Map.of("type", "insecureAcceptAnything");
  }

  static Map<String, Object> reject() {
    return Map.of("type", "reject");
  }

  /** Requirements that all have to hold. */
  List<Map<String, Object>> of(Requirement requirement) throws Unsayable {
    List<Map<String, Object>> said = new ArrayList<>();
    say(requirement, said);
    return said.isEmpty() ? List.of(accept()) : said;
  }

  private void say(Requirement requirement, List<Map<String, Object>> said) throws Unsayable {
    switch (requirement) {
      case Requirement.All all -> {
        for (Requirement part : all.parts()) {
          say(part, said);
        }
      }
      case Requirement.Any any -> first(any.parts(), said);
      case Requirement.Never _ -> said.add(reject());
      case Requirement.ByDigest _ ->
          throw new Unsayable("that an image is named by its digest cannot be asked there");
      case Requirement.Trusted _ -> say(trusted(), said);
      case Requirement.Signed signed -> signed(signed, said);
      case Requirement.SignedBy signed -> said.add(simple(signed));
      case Requirement.Attested _ -> throw new Unsayable("attestations are not looked at there");
      case Requirement.ContentTrust _ ->
          throw new Unsayable("Docker Content Trust is not looked at there");
      case Requirement.Scanned _ -> throw new Unsayable("scans are not looked at there");
    }
  }

  /** Of several ways one is enough: the first that can be said. */
  private void first(List<Requirement> parts, List<Map<String, Object>> said) throws Unsayable {
    Unsayable last = new Unsayable("none of several ways is there at all");
    for (Requirement part : parts) {
      try {
        List<Map<String, Object>> one = new ArrayList<>();
        say(part, one);
        said.addAll(one);
        if (parts.size() > 1) {
          notes.add("of several ways one can be said; what is good in another way is refused");
        }
        return;
      } catch (Unsayable e) {
        last = e;
      }
    }
    throw last;
  }

  private Requirement trusted() throws Unsayable {
    return area.orElseThrow(() -> new Unsayable("no namespace says who signs it"))
        .trusted()
        .orElseThrow(
            () -> new Unsayable("its namespace asks for more than that somebody has signed it"));
  }

  private void signed(Requirement.Signed signed, List<Map<String, Object>> said) throws Unsayable {
    List<Signatories.One> all =
        area.orElseThrow(() -> new Unsayable("no namespace says who signs it")).signers().stream()
            .filter(one -> signed.signers().isEmpty() || signed.signers().contains(one.name()))
            .toList();
    List<Signatories.One> keys =
        usable(all, Signatories.Kind.KEY, "cosign-legacy", signed.formats());
    List<Signatories.One> pgp = usable(all, Signatories.Kind.OPENPGP, "openpgp", signed.formats());
    int usable = keys.size() + pgp.size();
    if (usable < signed.threshold()) {
      throw new Unsayable(
          "too few of its signers have a public key or an OpenPGP key whose signatures are looked"
              + " at there");
    }
    if (signed.threshold() == 1) {
      if (usable < all.size() || (!keys.isEmpty() && !pgp.isEmpty())) {
        notes.add(
            "what only others than " + names(keys.isEmpty() ? pgp : keys) + " signed is refused");
      }
      said.add(keys.isEmpty() ? openPgp(pgp) : sigstore(keys));
      return;
    }
    if (usable > signed.threshold() || all.size() != usable) {
      throw new Unsayable("some of several signers cannot be asked for there, only all of them");
    }
    keys.forEach(one -> said.add(sigstore(List.of(one))));
    pgp.forEach(one -> said.add(openPgp(List.of(one))));
  }

  private static List<Signatories.One> usable(
      List<Signatories.One> all, Signatories.Kind kind, String format, java.util.Set<String> in) {
    return in.isEmpty() || in.contains(format)
        ? all.stream().filter(one -> one.kind() == kind).toList()
        : List.of();
  }

  private static String names(List<Signatories.One> signers) {
    return String.join(", ", signers.stream().map(Signatories.One::name).toList());
  }

  /** cosign writes the repository alone. */
  private static Map<String, Object> sigstore(List<Signatories.One> signers) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("type", "sigstoreSigned");
    List<String> keys = signers.stream().map(one -> base64(one.credential())).toList();
    if (keys.size() == 1) {
      said.put("keyData", keys.getFirst());
    } else {
      said.put("keyDatas", keys);
    }
    said.put("signedIdentity", Map.of("type", "matchRepository"));
    return said;
  }

  private static Map<String, Object> openPgp(List<Signatories.One> signers) {
    String keys = String.join("\n", signers.stream().map(Signatories.One::credential).toList());
    return signedBy(keys, Map.of("type", "matchRepository"));
  }

  private Map<String, Object> simple(Requirement.SignedBy signed) throws Unsayable {
    return switch (keys.of(signed.keys(), namespace)) {
      case Keys.Held.Public(String _, String text) -> signedBy(text, identity(signed.identity()));
      case Keys.Held.Nothing _ ->
          throw new Unsayable("the key in the secret " + signed.keys().name() + " is not known");
    };
  }

  private static Map<String, Object> signedBy(String keys, Map<String, Object> identity) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("type", "signedBy");
    said.put("keyType", "GPGKeys");
    said.put("keyData", base64(keys));
    said.put("signedIdentity", identity);
    return said;
  }

  private static Map<String, Object> identity(SignedIdentity identity) {
    Map<String, Object> said = new LinkedHashMap<>();
    switch (identity) {
      case SignedIdentity.MatchRepoDigestOrExact _ -> said.put("type", "matchRepoDigestOrExact");
      case SignedIdentity.MatchExact _ -> said.put("type", "matchExact");
      case SignedIdentity.MatchRepository _ -> said.put("type", "matchRepository");
      case SignedIdentity.ExactReference(String reference) -> {
        said.put("type", "exactReference");
        said.put("dockerReference", reference);
      }
      case SignedIdentity.ExactRepository(String repository) -> {
        said.put("type", "exactRepository");
        said.put("dockerRepository", repository);
      }
      case SignedIdentity.RemapIdentity(String prefix, String signedPrefix) -> {
        said.put("type", "remapIdentity");
        said.put("prefix", prefix);
        said.put("signedPrefix", signedPrefix);
      }
    }
    return said;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
