package redoubt.signatures.attestation;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.signatures.Check;

/**
 * A condition on what is attested, in CEL (google/cel-spec, standard functions and macros). It sees
 * {@code predicate} (the JSON object), {@code predicateType} (a string) and {@code subject} (a list
 * of maps with {@code name} and {@code digest}). What it gives has to be true or false. Neither
 * asks anything outside, and steps, time and the size of what is made on the way are limited: a
 * condition that needs more does not hold.
 */
public final class Condition {
  private static final int LONGEST = 4096;
  private static final int DEEPEST = 32;
  private static final int MOST_STEPS = 100_000;
  private static final int LARGEST = 1 << 20;

  /** One step on two texts or a regular expression cannot be cut off, and grows with both. */
  private static final int LONGEST_TEXT = 32 << 10;

  private static final Duration LONGEST_TIME = Duration.ofSeconds(2);

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(DEEPEST)
          .comprehensionMaxIterations(MOST_STEPS)
          .maxRegexProgramSize(1000)
          .enableHeterogeneousNumericComparisons(true)
          .build();
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("predicate", SimpleType.DYN)
          .addVar("predicateType", SimpleType.STRING)
          .addVar("subject", ListType.create(MapType.create(SimpleType.STRING, SimpleType.DYN)))
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

  private static final int MOST_COMPILED = 200;

  /** Those of late. */
  private static final Map<String, Condition> COMPILED =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Condition> eldest) {
          return size() > MOST_COMPILED;
        }
      };

  private final String expression;
  private final CelRuntime.Program program;

  private Condition(String expression, CelRuntime.Program program) {
    this.expression = expression;
    this.program = program;
  }

  /**
   * @param expression of 4,096 characters at most
   * @throws Failure {@code signatures.bad-condition}, with line and column of what is wrong
   */
  public static Condition compile(String expression) {
    synchronized (COMPILED) {
      return COMPILED.computeIfAbsent(expression, Condition::compileAnew);
    }
  }

  private static Condition compileAnew(String expression) {
    if (expression.isBlank() || expression.length() > LONGEST) {
      throw bad("It has to have 1 to " + LONGEST + " characters.");
    }
    CelValidationResult result = COMPILER.compile(expression);
    if (result.hasError()) {
      throw bad(where(result.getErrors()));
    }
    try {
      CelKind kind = result.getAst().getResultType().kind();
      if (kind != CelKind.BOOL && kind != CelKind.DYN) {
        throw bad("It gives neither true nor false.");
      }
      return new Condition(expression, RUNTIME.createProgram(result.getAst()));
    } catch (CelValidationException | CelEvaluationException e) {
      throw bad("It cannot be evaluated.");
    }
  }

  private static String where(List<CelIssue> errors) {
    CelIssue first = errors.getFirst();
    return "Line "
        + first.getSourceLocation().getLine()
        + ", column "
        + (first.getSourceLocation().getColumn() + 1)
        + ": "
        + first.getMessage()
        + ".";
  }

  private static Failure bad(String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "signatures.bad-condition",
        "That is no condition in CEL. " + why,
        "Give an expression that is true or false, such as predicate.passed == true; it sees"
            + " predicate, predicateType and subject.");
  }

  public String expression() {
    return expression;
  }

  /** Whether it holds of what is attested. */
  public Check check(Statement statement) {
    return check(statement, Deadline.in(LONGEST_TIME));
  }

  /** The same for who has less time. */
  public Check check(Statement statement, Deadline deadline) {
    Steps steps = new Steps(Deadline.in(deadline.left(LONGEST_TIME)));
    Map<String, Object> seen =
        Map.of(
            "predicate", statement.predicate(),
            "predicateType", statement.predicateType(),
            "subject",
                statement.subjects().stream()
                    .map(one -> Map.of("name", one.name(), "digest", one.digest()))
                    .toList());
    try {
      Object holds = program.trace(seen, (_, value) -> steps.made(value));
      if (holds instanceof Boolean so) {
        return Check.of(
            "condition", so, "What is attested meets the condition.", "The condition is not met.");
      }
      return Check.failed("condition", "The condition gave neither true nor false.");
    } catch (CelEvaluationException e) {
      return Check.failed("condition", "The condition could not be evaluated: " + said(e) + ".");
    }
  }

  /** What was thrown below stands in the text after the place. */
  private static String said(CelEvaluationException e) {
    String text = String.valueOf(e.getMessage());
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  /** Counts what an evaluation does; thrown out of it when it does too much. */
  private static final class Steps {
    private final Deadline deadline;
    private int left = MOST_STEPS;

    Steps(Deadline deadline) {
      this.deadline = deadline;
    }

    void made(Object value) {
      left--;
      if (left < 0) {
        throw new IllegalStateException("it takes more than " + MOST_STEPS + " steps");
      }
      if (value instanceof String text && text.length() > LONGEST_TEXT) {
        throw new IllegalStateException("it looks at a text longer than " + LONGEST_TEXT);
      }
      if (value instanceof Collection<?> list && list.size() > LARGEST) {
        throw new IllegalStateException("it makes something larger than " + LARGEST);
      }
      if (deadline.isOver()) {
        throw new IllegalStateException("it takes too long");
      }
    }
  }
}
