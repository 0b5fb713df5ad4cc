package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UpTest {
  @Test
  void theDirectoryIsTheOneOfTheVariableElseInTheHomeOfTheEnvironment() {
    Map<String, String> both = Map.of("REDOUBT_DATA", "/data", "HOME", "/home/me");
    assertThat(Up.usualDirectory(both)).isEqualTo(Path.of("/data"));
    assertThat(Up.usualDirectory(Map.of("REDOUBT_DATA", "", "HOME", "/home/me")))
        .isEqualTo(Path.of("/home/me/.redoubt"));
    assertThat(Up.usualDirectory(Map.of("HOME", "")))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".redoubt"));
  }
}
