package redoubt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class TableTest {
  @Test
  void numbersStandToTheRightAndAreWideAsTheirColumn() {
    Table table = new Table(List.of("name", "count"));
    table.add(List.of("a", "7"));
    table.add(List.of("long", "-"));
    assertThat(table.toString())
        .isEqualTo(
            """
            NAME  COUNT
            a         7
            long      -
            """);
  }

  /** Each row costs the same, however many there are. */
  @Test
  @Timeout(20)
  void aLongListIsPrintedAtOnce() {
    Table table = new Table(List.of("a", "b", "c", "d"));
    for (int i = 0; i < 50_000; i++) {
      table.add(List.of("1", "2", "3", "4"));
    }
    assertThat(table.toString().lines()).hasSize(50_001);
  }
}
