package redoubt.signatures.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/**
 * Who may sign in a namespace, and what has to be signed.
 *
 * @param serverKeys names of the server's own keys that sign, as far as the reader may know them
 * @param policy as JSON
 * @param rules the policy in words
 * @param entered what was entered before, by the name of its field
 */
public record SignersPage(
    String instance,
    String instanceName,
    String namespace,
    List<SignerView> signers,
    List<String> serverKeys,
    List<String> rules,
    String policy,
    boolean mayManage,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** Path of the page. */
  public static String path(String instance, String namespace) {
    return "/instances/" + Api.segment(instance) + "/signers/" + Api.segment(namespace);
  }

  public String path() {
    return path(instance, namespace);
  }

  /** Page of the server's own keys that sign. */
  public String serverKeysPath() {
    return "/instances/" + Api.segment(instance) + "/signing-keys";
  }

  public String revokePath(SignerView signer) {
    return path() + "/" + Api.segment(signer.name()) + "/revoke";
  }

  public String value(String field) {
    return entered.getOrDefault(field, "");
  }

  /** Whether one of the terms was entered that few signers need. */
  public boolean hasRareTerms() {
    return List.of("timestampAuthority", "signingAuthority", "revocation", "collectionRoot")
        .stream()
        .anyMatch(term -> !value(term).isBlank());
  }

  /** What kind of signer is chosen in the form. */
  public String kind() {
    return entered.getOrDefault("kind", "key");
  }
}
