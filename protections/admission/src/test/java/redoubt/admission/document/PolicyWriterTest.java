package redoubt.admission.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import redoubt.admission.policy.Policy;

/** What is written as our own and read again says the same. */
final class PolicyWriterTest {
  private static List<Policy> again(String text) {
    return PolicyFile.read(PolicyWriter.yaml(PolicyFile.read(text, "shop")), "other");
  }

  private static void assertSame(String text) {
    List<Policy> before = PolicyFile.read(text, "shop");
    List<Policy> after = again(text);
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).entries()).isEqualTo(before.get(i).entries());
      assertThat(after.get(i).exceptions()).isEqualTo(before.get(i).exceptions());
      assertThat(after.get(i).name().toString()).isEqualTo(before.get(i).name().toString());
    }
  }

  @Test
  void allThatPortierisCanSay() {
    assertSame(
        """
        apiVersion: portieris.cloud.ibm.com/v1
        kind: ImagePolicy
        metadata: {name: own}
        spec:
          repositories:
          - name: "*"
          - name: icr.test/a/*
            policy:
              mutateImage: false
              trust:
                enabled: true
                trustServer: https://notary.test
                signerSecrets: [{name: ann}, {name: ben}]
          - name: icr.test/b/*
            policy:
              vulnerability: {ICCRVA: {enabled: true, account: acme}}
              simple:
                storeURL: https://sigs.test
                storeSecret: login
                requirements:
                - {type: reject}
                - {type: signedBy, keySecret: a, keySecretNamespace: n}
                - {type: signedBy, keySecret: a, signedIdentity: {type: matchExact}}
                - {type: signedBy, keySecret: a, signedIdentity: {type: matchRepository}}
                - {type: signedBy, keySecret: a, signedIdentity: {type: matchExactReference, dockerReference: "a.test/b:c"}}
                - {type: signedBy, keySecret: a, signedIdentity: {type: matchExactRepository, dockerRepository: a.test/b}}
                - {type: signedBy, keySecret: a, signedIdentity: {type: remapIdentity, prefix: a.test, signedPrefix: b.test}}
        """);
  }

  @Test
  void whatCameBeforePortieris() {
    assertSame(
        """
        apiVersion: securityenforcement.admission.cloud.ibm.com/v1beta1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec: {repositories: [{name: "*", policy: {trust: {enabled: true}, va: {enabled: true}}}]}
        """);
  }

  @Test
  void allThatIsOurOwn() {
    assertSame(
        """
        apiVersion: redoubt.dev/v1
        kind: ClusterImagePolicy
        metadata: {name: usual}
        spec:
          mode: audit
          rewrite: never
          repositories:
          - name: "*"
            mode: warn
            require:
            - digest: true
            - trusted: true
            - scanned: true
            - signedBy: []
            - signedBy: [ben, ann]
              threshold: 2
              formats: [notation, openpgp]
            - attested: https://slsa.dev/provenance/v1
              signedBy: [ci]
              condition: 'predicate.a == "b"'
            - anyOf: [{reject: true}, {allOf: [{trusted: true}, {digest: true}]}]
          exceptions:
          - {name: icr.test/old, until: 2027-01-31, reason: "It goes: soon"}
        """);
  }

  @Test
  void itReadsLikeWhatPeopleWrite() {
    assertThat(
            PolicyWriter.yaml(
                PolicyFile.read(
                    """
                    apiVersion: portieris.cloud.ibm.com/v1
                    kind: ImagePolicy
                    metadata: {name: own}
                    spec: {repositories: [{name: "*", policy: {trust: {enabled: true}}}, {name: a}]}
                    """,
                    "shop")))
        .isEqualTo(
            """
            apiVersion: redoubt.dev/v1
            kind: ImagePolicy
            metadata:
              name: own
              namespace: shop
            spec:
              repositories:
              - name: '*'
                require:
                - contentTrust: {}
              - name: a
            """);
  }
}
