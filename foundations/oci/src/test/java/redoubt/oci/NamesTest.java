package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

/** Digests, names of repositories, tags: what is one and what is none. */
final class NamesTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void aDigestIsTheHashOfTheContent() {
    assertThat(Digest.of()).hasToString(EMPTY);
    assertThat(Digest.Algorithm.SHA512.of("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasToString(
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    assertThat(Digest.parse(EMPTY)).isEqualTo(Digest.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        "sha256:e3b0c442",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:../../../../../../../../../../../../../../../../../../../etc/pass"
      })
  void whatIsNoDigestIsRefused(String text) {
    assertThat(code(() -> Digest.parse(text))).isEqualTo("oci.bad-digest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "team/app",
        "a/b/c/d",
        "a.b_c__d-e---f/0",
        "blobs/manifests/uploads/tags/list"
      })
  void namesOfRepositories(String text) {
    assertThat(new RepositoryName(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "a//b",
        "A",
        "a..b",
        "a___b",
        "_a",
        "a_",
        "-a",
        "a.",
        "a/../b",
        ".",
        "..",
        "a b",
        "ä",
        "a/_catalog",
        "a:b",
        "a@b",
        "a%2Fb"
      })
  void whatIsNoNameIsRefused(String text) {
    assertThat(code(() -> new RepositoryName(text))).isEqualTo("oci.bad-name");
  }

  @Test
  void aNameHas255CharactersAtMost() {
    assertThat(new RepositoryName("a".repeat(255)).first()).hasSize(255);
    assertThat(code(() -> new RepositoryName("a".repeat(256)))).isEqualTo("oci.bad-name");
    assertThat(code(() -> new RepositoryName("a-".repeat(50_000)))).isEqualTo("oci.bad-name");
  }

  @Test
  void aReferenceWithAColonIsADigestOrNothing() {
    assertThat(Reference.parse("v1.0_2-x")).isEqualTo(new Reference.ByTag(new Tag("v1.0_2-x")));
    assertThat(Reference.parse(EMPTY)).isEqualTo(new Reference.ByDigest(Digest.of()));
    assertThat(code(() -> Reference.parse("sha256:abc"))).isEqualTo("oci.bad-digest");
    for (String bad : new String[] {"", ".a", "-a", "a/b", "a b", "a".repeat(129)}) {
      assertThat(code(() -> Reference.parse(bad))).as(bad).isEqualTo("oci.bad-tag");
    }
  }

  private static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Failure[] failure = new Failure[1];
    assertThatThrownBy(call).isInstanceOfSatisfying(Failure.class, thrown -> failure[0] = thrown);
    return failure[0].code();
  }
}
