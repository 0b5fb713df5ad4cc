package redoubt.signatures.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Deadline;
import redoubt.oci.Digest;
import redoubt.signatures.Check;

/** Conditions hold of what is attested, or say why not; none of them takes long. */
final class ConditionTest {
  private static final Digest IMAGE = Digest.of("image".getBytes(StandardCharsets.UTF_8));

  private static Optional<Statement> read(String predicate) {
    String json =
        """
        {"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://acme.test/scan",
         "subject":[{"name":"app","digest":{"sha256":"%s"}}],"predicate":%s}
        """
            .formatted(IMAGE.hex(), predicate);
    return Statement.read(json.getBytes(StandardCharsets.UTF_8), IMAGE, new Check.All("statement"));
  }

  private static final Statement STATEMENT =
      read("""
      {"passed":true,"score":7,"ratio":0.5,"none":null,"tools":["a","b"],
       "found":[{"id":"X-1","severity":"LOW"},{"id":"X-2","severity":"HIGH"}]}
      """)
          .orElseThrow();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predicate.passed",
        "predicate.score >= 7 && predicate.score < 7.5",
        "predicate.ratio == 0.5",
        "predicate.none == null",
        "!has(predicate.missing)",
        "'a' in predicate.tools",
        "predicate.found.all(one, one.severity != 'CRITICAL')",
        "predicate.found.filter(one, one.severity == 'HIGH').size() == 1",
        "predicateType == 'https://acme.test/scan'",
        "predicateType.matches('^https://acme[.]test/.*')",
        "subject[0].name == 'app' && size(subject[0].digest['sha256']) == 64"
      })
  void holds(String expression) {
    Check check = Condition.compile(expression).check(STATEMENT);
    assertThat(check.isPassed()).as(check.said()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!predicate.passed",
        "predicate.missing == 1",
        "predicate.score",
        "predicate.passed.more",
        "predicate.found[9].id == 'X-1'",
        "predicate.tools.matches('a')"
      })
  void doesNotHold(String expression) {
    assertThat(Condition.compile(expression).check(STATEMENT).isPassed()).isFalse();
  }

  @Test
  void whatIsWrongWithAnExpressionIsSaidWithItsPlace() {
    assertThatThrownBy(() -> Condition.compile("predicate.passed &&\n  predicat.score > 1"))
        .hasMessageContaining("Line 2, column 3")
        .hasMessageContaining("predicat");
    assertThatThrownBy(() -> Condition.compile("1 + 1")).hasMessageContaining("true nor false");
    assertThatThrownBy(() -> Condition.compile("'yes'")).hasMessageContaining("true nor false");
    assertThatThrownBy(() -> Condition.compile("")).hasMessageContaining("characters");
    assertThatThrownBy(() -> Condition.compile("true || ".repeat(600) + "true"))
        .hasMessageContaining("characters");
    assertThatThrownBy(() -> Condition.compile("(".repeat(2000) + "true" + ")".repeat(2000)))
        .hasMessageContaining("no condition");
  }

  @Test
  void whatTakesTooMuchDoesNotHold() {
    String list = "[1,2,3,4,5,6,7,8,9,0]";
    String deep = "true";
    for (int i = 0; i < 8; i++) {
      deep = list + ".all(v" + i + ", " + deep + ")";
    }
    assertThat(Condition.compile(deep).check(STATEMENT, Deadline.never()).said()).contains("steps");
    String large = "[predicateType]" + ".map(v, v + v)".repeat(24) + ".size() == 1";
    assertThat(Condition.compile(large).check(STATEMENT).said()).contains("longer");
    // A search in such a text would take long in one step, which nothing cuts off.
    String search =
        "[predicateType]" + ".map(v, v + v)".repeat(16) + "[0].contains(predicateType + 'x')";
    assertThat(Condition.compile(search).check(STATEMENT).said()).contains("longer");
    Check late = Condition.compile("predicate.passed").check(STATEMENT, Deadline.in(Duration.ZERO));
    assertThat(late.isPassed()).isFalse();
    assertThat(late.said()).contains("too long");
  }

  @Test
  void aPredicateThatIsTooDeepOrTooLargeIsNotRead() {
    assertThat(read("[".repeat(40) + "]".repeat(40))).isEmpty();
    assertThat(read("\"" + "x".repeat(Statement.MOST_BYTES) + "\"")).isEmpty();
  }
}
