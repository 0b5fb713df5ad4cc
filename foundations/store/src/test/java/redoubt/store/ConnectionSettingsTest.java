package redoubt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;

class ConnectionSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"postgresql:", "postgres:", "jdbc:postgresql:"})
  void readsTheUsualForms(String scheme) {
    ConnectionSettings settings =
        ConnectionSettings.parse(
            scheme + "//ann:p%40ss+word@db.example:5433/redoubt?sslmode=require");
    assertThat(settings.url())
        .isEqualTo("jdbc:postgresql://db.example:5433/redoubt?sslmode=require");
    assertThat(settings.user()).isEqualTo("ann");
    assertThat(settings.password()).isEqualTo("p@ss+word");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "postgresql://h",
        "postgresql://h/",
        "mysql://u:secret@h/d",
        "postgresql://u:se cret@h/d",
        "postgresql://u:secr%zzet@h/d"
      })
  void refusesAnythingElseWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> ConnectionSettings.parse(url))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("store.bad-url");
              assertThat(failure.what() + failure.remedy()).doesNotContain("secr");
            });
  }

  @Test
  void doesNotPrintThePassword() {
    assertThat(ConnectionSettings.parse("postgresql://ann:hush@h/d?password=hush").toString())
        .doesNotContain("hush");
  }
}
