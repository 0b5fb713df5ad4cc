package redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Programs that some tests talk to and that may not be installed. */
public final class Peers implements ExecutionCondition {
  private static final String REQUIRED = "redoubt.peers.required";
  private static final String NEWER = "redoubt.peers.newer";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<NeedsPeer> need =
        context
            .getElement()
            .flatMap(element -> AnnotationSupport.findAnnotation(element, NeedsPeer.class));
    if (need.isEmpty()) {
      return ConditionEvaluationResult.enabled("needs no peer");
    }
    List<String> missing =
        Arrays.stream(need.get().value()).filter(peer -> !isThere(peer)).toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all peers are there");
    }
    String reason =
        String.join(", ", missing)
            + " is not installed, so this was not tested: "
            + need.get().why();
    requireFew(missing, need.get().packaged(), reason);
    note(context.getRequiredTestClass().getSimpleName() + ": " + reason);
    return ConditionEvaluationResult.disabled(reason);
  }

  /**
   * @throws IllegalStateException when one of the missing ones is required
   */
  static void requireFew(List<String> missing, boolean packaged, String reason) {
    if (Boolean.getBoolean(REQUIRED) && packaged) {
      throw new IllegalStateException(reason + " (" + REQUIRED + " is true)");
    }
    List<String> named = Arrays.asList(System.getProperty(NEWER, "").split(","));
    if (missing.stream().anyMatch(named::contains)) {
      throw new IllegalStateException(reason + " (" + NEWER + " names it)");
    }
  }

  /**
   * Goes on only with something that a test needs of its machine and can find out about only by
   * trying, such as a right. Without it the test is skipped and listed, or fails, as with {@link
   * NeedsPeer}.
   */
  public static void need(boolean there, Class<?> test, String reason) {
    if (there) {
      return;
    }
    if (Boolean.getBoolean(REQUIRED)) {
      throw new IllegalStateException(reason + " (" + REQUIRED + " is true)");
    }
    note(test.getSimpleName() + ": " + reason);
    Assumptions.abort(reason);
  }

  /**
   * Whether a program is in the directory KUBEBUILDER_ASSETS, on the PATH, or in the usual places
   * of system programs, or a file is.
   */
  public static boolean isThere(String peer) {
    return find(peer).isPresent();
  }

  /** Where a peer is. */
  public static Optional<Path> find(String peer) {
    if (peer.startsWith("/")) {
      return Optional.of(Path.of(peer)).filter(Files::exists);
    }
    String path =
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "")
            + ":"
            + System.getenv().getOrDefault("PATH", "")
            + ":/usr/bin:/usr/sbin:/usr/local/bin";
    return Arrays.stream(path.split(":", -1))
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, peer))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** One line per skipped test class, in the file that {@code ./build} prints at its end. */
  private static void note(String line) {
    String root = System.getProperty("redoubt.root");
    if (root == null) {
      return;
    }
    try {
      Path file = Path.of(root, "target", "skipped-peers");
      Files.createDirectories(file.getParent());
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
