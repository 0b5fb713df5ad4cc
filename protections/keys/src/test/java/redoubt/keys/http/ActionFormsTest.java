package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Role;

/** Both forms of an action are held to the same role and recorded under the same name. */
final class ActionFormsTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  @ParameterizedTest
  @CsvSource({
    "rotate, kms.secrets.rotate, READER",
    "disable, kms.secrets.disable, WRITER",
    "enable, kms.secrets.enable, WRITER",
    "setKeyForDeletion, kms.secrets.setkeyfordeletion, READER",
    "unsetKeyForDeletion, kms.secrets.unsetkeyfordeletion, READER",
    "sync, kms.secrets.sync, READER",
    "restore, kms.secrets.restore, WRITER",
  })
  void theFormOf2018IsRefusedUnderTheNameOfItsAction(String action, String name, Role tooLittle) {
    String key = SERVICE.manager().rootKey();

    assertThat(SERVICE.as(tooLittle).send("POST", old(key, action), "").status()).isEqualTo(401);
    assertThat(SERVICE.refusals().getLast()).startsWith(name + " ");
  }

  @ParameterizedTest
  @CsvSource({"wrap", "unwrap", "rewrap"})
  void aCallerWithoutAnyRoleIsRefusedUnderTheNameOfTheAction(String action) {
    String key = SERVICE.manager().rootKey();
    Caller stranger = SERVICE.as("stranger");

    assertThat(stranger.send("POST", old(key, action), "").status()).isEqualTo(401);
    assertThat(SERVICE.refusals().getLast()).startsWith("kms.secrets." + action + " ");
  }

  @Test
  void anUnknownActionHasTheNameOfTheRoute() {
    String key = SERVICE.manager().rootKey();

    assertThat(SERVICE.manager().send("POST", old(key, "melt"), "").outcome())
        .isEqualTo("400 INVALID_QUERY_PARAM_ERR");
    assertThat(SERVICE.refusals().getLast()).startsWith("kms.secrets.action ");
  }

  private static String old(String key, String action) {
    return "/api/v2/keys/" + key + "?action=" + action;
  }
}
