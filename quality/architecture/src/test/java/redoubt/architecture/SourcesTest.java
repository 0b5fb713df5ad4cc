package redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that a file shows by its text. */
final class SourcesTest {
  private static final int MOST_LINES = 600;

  /** A third party downloads it alone and runs it with nothing but a JDK, so it is one file. */
  private static final String ONE_FILE_BY_PROMISE = "tools/VerifyLedger.java";

  @Test
  void noFileIsLongerThanSixHundredLines() {
    assertThat(
            Stream.of(".java", ".jte", ".sql", ".css", ".sh")
                .flatMap(suffix -> Sources.withSuffix(suffix).stream())
                .filter(source -> !source.path().toString().equals(ONE_FILE_BY_PROMISE))
                .filter(source -> source.text().lines().count() > MOST_LINES))
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsForAndIsNullMarked() {
    Set<String> packages = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    for (Sources.Source source : Sources.java()) {
      if (source.isTest() || source.path().startsWith("tools")) {
        continue;
      }
      String folder = source.folder();
      packages.add(folder);
      if (source.path().endsWith("package-info.java")
          && source.text().contains("@NullMarked")
          && source.text().contains("/**")) {
        described.add(folder);
      }
    }
    assertThat(packages).isNotEmpty();
    packages.removeAll(described);
    assertThat(packages).isEmpty();
  }

  @Test
  void sqlIsWrittenOnlyInPackagesNamedSql() {
    Pattern statement =
        Pattern.compile(
            "\"\\s*(select .* from|insert into|update \\w+\\.\\w+ set|delete from|create"
                + " table|alter table)\\b|\"\"\"\\s*(select|insert into|update|delete"
                + " from|with|create table)\\b",
            Pattern.CASE_INSENSITIVE);
    assertThat(
            Sources.java().stream()
                .filter(source -> !source.isTest())
                .filter(source -> !source.inPackage("sql"))
                .filter(source -> !source.path().startsWith("foundations/store"))
                .filter(source -> !source.path().startsWith("quality"))
                .filter(source -> statement.matcher(source.text()).find()))
        .isEmpty();
  }

  @Test
  void testsCarryANameThatIsRunAndDoNotSleep() {
    List<Sources.Source> tests =
        Sources.java().stream()
            .filter(Sources.Source::isTest)
            .filter(source ->
                Pattern.compile(
                        "^  @(Test|ParameterizedTest|Property|FuzzTest|TestFactory)\\b",
                        Pattern.MULTILINE)
                    .matcher(source.text())
                    .find())
            .toList();
    assertThat(tests).isNotEmpty();
    assertThat(tests)
        .allMatch(source -> source.path().toString().matches(".*(Test|Fuzz|IT)\\.java"));
    assertThat(
            Sources.java().stream()
                .filter(Sources.Source::isTest)
                .filter(source -> !source.path().endsWith("SourcesTest.java"))
                .filter(source -> source.text().contains("Thread.sleep(")))
        .isEmpty();
  }

  @Test
  void nobodyPrintsButThePrograms() {
    assertThat(
            Sources.java().stream()
                .filter(source -> !source.isTest())
                .filter(source ->
                    source.path().startsWith("foundations")
                        || source.path().startsWith("protections"))
                .filter(source ->
                    source.text().contains("System.out")
                        || source.text().contains("System.err")
                        || source.text().contains(".printStackTrace(")))
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    Pattern marks = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
    assertThat(
            Sources.java().stream()
                .filter(source -> !source.path().endsWith("SourcesTest.java"))
                .filter(source -> marks.matcher(source.text()).find()))
        .isEmpty();
  }

  @Test
  void noMocksAndNoNamesThatSayNothing() {
    Pattern emptyNames =
        Pattern.compile("(class|record|interface) \\w*(Manager|Helper|Utils?|Impl)\\b");
    assertThat(
            Sources.java().stream()
                .filter(source -> emptyNames.matcher(source.text()).find())
                .map(Sources.Source::toString)
                .collect(Collectors.toList()))
        .isEmpty();
    assertThat(
            Sources.withSuffix("pom.xml").stream()
                .filter(source ->
                    source.text().toLowerCase(Locale.ROOT).matches("(?s).*(mockito|easymock).*")))
        .isEmpty();
  }
}
