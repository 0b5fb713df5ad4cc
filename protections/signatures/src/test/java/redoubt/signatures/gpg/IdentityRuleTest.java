package redoubt.signatures.gpg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of policy.json, by its manual page. */
final class IdentityRuleTest {
  private static final String DIGEST =
      "@sha256:0000000000000000000000000000000000000000000000000000000000000000";
  private static final String OTHER =
      "@sha256:1111111111111111111111111111111111111111111111111111111111111111";

  private static void check(IdentityRule rule, String image, String signed, boolean accepted) {
    assertThat(rule.accepts(written(image), written(signed))).isEqualTo(accepted);
  }

  private static String written(String text) {
    return text.replace("@d", DIGEST).replace("@o", OTHER);
  }

  @ParameterizedTest
  @CsvSource({
    "r.test/a/b:v1,r.test/a/b:v1,true",
    "r.test/a/b:v1,r.test/a/b:v2,false",
    "r.test/a/b:v1,r.test/a/b,false",
    "r.test/a/b,r.test/a/b,false",
    "r.test/a/b@d,r.test/a/b@d,true",
    "r.test/a/b@d,r.test/a/b@o,false",
    "r.test/a/b@d,r.test/a/b:v1,false",
    "r.test/a/b:v1,R.test/a/b:v1,false",
    "busybox:v1,docker.io/library/busybox:v1,true",
    "a/b:v1,index.docker.io/a/b:v1,true",
    "localhost/b:v1,localhost/b:v1,true",
    "r.test:5000/a:v1,r.test:5000/a:v1,true",
    "r.test:5000/a:v1,r.test/a:v1,false",
    "r.test/A:v1,r.test/A:v1,false",
    "'',r.test/a:v1,false",
    "r.test/a:v1,'',false",
    "r.test/a:v1,'r.test/a:v1 ',false",
    "r.test/a@sha256:00,r.test/a@sha256:00,false"
  })
  void matchExact(String image, String signed, boolean accepted) {
    check(new IdentityRule.MatchExact(), image, signed, accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "r.test/a/b:v1,r.test/a/b:v1,true",
    "r.test/a/b:v1,r.test/a/b:v2,false",
    "r.test/a/b@d,r.test/a/b:v1,true",
    "r.test/a/b@d,r.test/a/b@o,true",
    "r.test/a/b@d,r.test/a/b,false",
    "r.test/a/b@d,r.test/a/c:v1,false",
    "r.test/a/b:v1@d,r.test/a/b:v1,false",
    "r.test/a/b,r.test/a/b:v1,false"
  })
  void matchRepoDigestOrExact(String image, String signed, boolean accepted) {
    check(new IdentityRule.MatchRepoDigestOrExact(), image, signed, accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "r.test/a/b:v1,r.test/a/b:v2,true",
    "r.test/a/b:v1,r.test/a/b,true",
    "r.test/a/b:v1,r.test/a/bc:v1,false",
    "r.test/a/b:v1,s.test/a/b:v1,false"
  })
  void matchRepository(String image, String signed, boolean accepted) {
    check(new IdentityRule.MatchRepository(), image, signed, accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "r.test/a:v1,s.test/b:v2,true",
    "r.test/a:v1,r.test/a:v1,false",
    "r.test/a:v1,s.test/b,false"
  })
  void exactReference(String image, String signed, boolean accepted) {
    check(new IdentityRule.ExactReference("s.test/b:v2"), image, signed, accepted);
  }

  @ParameterizedTest
  @CsvSource({"r.test/a:v1,s.test/b:v2,true", "r.test/a:v1,s.test/c:v2,false"})
  void exactRepository(String image, String signed, boolean accepted) {
    check(new IdentityRule.ExactRepository("s.test/b"), image, signed, accepted);
  }

  @ParameterizedTest
  @CsvSource({
    "mirror.test/x/a/b:v1,vendor.test/a/b:v1,true",
    "mirror.test/x/a/b:v1,mirror.test/x/a/b:v1,false",
    "mirror.test/x/a/b:v1,vendor.test/a/b:v2,false",
    "mirror.test/x/a/b@d,vendor.test/a/b:v2,true",
    "mirror.test/xa/b:v1,vendor.testa/b:v1,false",
    "mirror.test/xa/b:v1,mirror.test/xa/b:v1,true",
    "other.test/a:v1,other.test/a:v1,true"
  })
  void remapIdentity(String image, String signed, boolean accepted) {
    check(new IdentityRule.RemapIdentity("mirror.test/x", "vendor.test"), image, signed, accepted);
  }
}
