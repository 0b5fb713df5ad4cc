package redoubt.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

/** A parser under attack. */
public abstract class ParserFuzz {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final int CHANGES_PER_SEED = 1500;

  /** Throws when the parser breaks its promise for this input. */
  protected abstract void check(byte[] input);

  /** Runs the seeds in a build, and the search when started by {@code ./build fuzz}. */
  @FuzzTest
  public void everyInput(byte[] input) {
    long start = System.nanoTime();
    check(input);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("time for %s bytes", input.length)
        .isLessThan(LONGEST);
  }

  /** A very short search: a second at the most, in the same order in every build. */
  @Test
  public void changedSeeds() throws IOException, URISyntaxException {
    List<byte[]> seeds = seeds();
    assertThat(seeds).as("seeds of " + getClass().getSimpleName()).isNotEmpty();
    Changes changes = new Changes(seeds);
    long start = System.nanoTime();
    for (int i = 0; i < CHANGES_PER_SEED * seeds.size(); i++) {
      if (System.nanoTime() - start > SHORT.toNanos()) {
        return;
      }
      byte[] changed = changes.next();
      try {
        everyInput(changed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "broken by the input \"" + new String(changed, StandardCharsets.ISO_8859_1) + '"', e);
      }
    }
  }

  private List<byte[]> seeds() throws IOException, URISyntaxException {
    URL folder =
        Objects.requireNonNull(
            getClass().getResource(getClass().getSimpleName() + "Inputs/everyInput"),
            "a folder of seeds");
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    return seeds;
  }

  /** The input as a text. */
  protected static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  /** The failure is one of those that the parser documents. */
  protected static void expect(Failure failure, String... codes) {
    if (Stream.of(codes).noneMatch(failure.code()::equals)) {
      throw new AssertionError("not a documented failure: " + failure.code(), failure);
    }
  }
}
