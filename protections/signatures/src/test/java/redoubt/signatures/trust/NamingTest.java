package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;

/** Names by which signed collections call an image. */
final class NamingTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Digest IMAGE = Digest.of((byte) 1);
  private static final String CI = "c1".repeat(32);
  private static final String OUR_ROOT = "a0".repeat(32);
  private static final String HER_ROOT = "b0".repeat(32);

  private static Fact signed(String repository, String root) {
    String gun = "registry.test/" + repository;
    Check.All check = new Check.All("tuf");
    check.add(Check.passed("role", "It holds."));
    return Fact.ofImage(
        IMAGE,
        Format.NOTARY_V1,
        IMAGE,
        new Signer.Role(gun, "targets", new TreeSet<>(Set.of(CI)), new TreeSet<>(Set.of(root))),
        Map.of("gun", gun, "tag", "v1", "role", "targets"),
        check.end());
  }

  private static NamedSigner ci(Map<String, String> terms) {
    return new NamedSigner(
        UUID.fromString("11111111-1111-4111-8111-111111111111"),
        "tenant",
        "team",
        "ci",
        new Credential(SignerKind.KEY, "a key", Set.of(CI), terms),
        NOW,
        "manager",
        Optional.empty());
  }

  private static Verdict judge(String repository, Fact fact, NamedSigner signer, String registry) {
    return Trust.judge(
        List.of(fact),
        new TrustPolicy(
            List.of(
                new Requirement.Signed(
                    Set.of(),
                    Set.of(),
                    1,
                    Optional.of(new Naming(registry, new IdentityRule.MatchRepository()))))),
        List.of(signer),
        (attestation, condition) -> Check.failed("condition", "Nothing is attested."),
        new Asked(new RepositoryName(repository), Optional.empty(), IMAGE, Optional.empty()),
        NOW);
  }

  /** Whoever may push to a repository may begin its collection, and put ci's old file into it. */
  @Test
  void theNameOfACollectionCountsWithItsRootAlone() {
    Verdict bare =
        judge("team/other", signed("team/other", HER_ROOT), ci(Map.of()), "registry.test");
    assertThat(bare.trusted()).isFalse();
    assertThat(bare.said()).contains("collectionRoot");

    NamedSigner bound = ci(Map.of(Credential.COLLECTION_ROOT, OUR_ROOT));
    assertThat(
            judge("team/other", signed("team/other", HER_ROOT), bound, "registry.test").trusted())
        .isFalse();
    assertThat(judge("team/app", signed("team/app", OUR_ROOT), bound, "registry.test").trusted())
        .isTrue();
    assertThat(judge("team/app", signed("team/app", OUR_ROOT), bound, "other.test").trusted())
        .isFalse();
  }
}
