package redoubt.keys.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;

/** Every action in every state, as Key Protect's table of key states has it. */
class StateTableTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private static final String NO_STATE = "409 KEY_ACTION_INVALID_STATE_ERR";
  private static final String DELETED = "410 KEY_DELETED_ERR";

  private enum State {
    ACTIVE,
    SUSPENDED,
    DEACTIVATED,
    DESTROYED
  }

  private record Row(String action, String active, String suspended, String expired, String gone) {
    String expected(State state) {
      return switch (state) {
        case ACTIVE -> active;
        case SUSPENDED -> suspended;
        case DEACTIVATED -> expired;
        case DESTROYED -> gone;
      };
    }
  }

  private static final List<Row> TABLE =
      List.of(
          new Row("get", "200", "200", "200", "200"),
          new Row("metadata", "200", "200", "200", "200"),
          new Row("versions", "200", NO_STATE, NO_STATE, NO_STATE),
          new Row("versions of any state", "200", "200", "200", "200"),
          new Row("wrap", "200", NO_STATE, NO_STATE, DELETED),
          new Row("unwrap", "200", NO_STATE, "200", DELETED),
          new Row("rewrap", "200", NO_STATE, "200", DELETED),
          new Row("rotate", "204", NO_STATE, "204", DELETED),
          new Row("disable", "204", NO_STATE, NO_STATE, DELETED),
          new Row("enable", NO_STATE, "204", NO_STATE, DELETED),
          new Row("sync", "204", "204", "204", "204"),
          new Row("patch", "200", "200", "200", DELETED),
          new Row("delete", "204", "204", "204", DELETED),
          new Row("restore", NO_STATE, NO_STATE, NO_STATE, "201"),
          new Row("purge", NO_STATE, NO_STATE, NO_STATE, "204"));

  @TestFactory
  Stream<DynamicTest> table() {
    return TABLE.stream()
        .flatMap(row ->
            Stream.of(State.values())
                .map(state ->
                    DynamicTest.dynamicTest(
                        row.action() + " when " + state, () -> check(row, state))));
  }

  private static void check(Row row, State state) {
    Caller caller = SERVICE.manager();
    Prepared key = prepare(caller, state);
    assertThat(perform(caller, row.action(), key).outcome()).isEqualTo(row.expected(state));
  }

  private record Prepared(String id, String ciphertext) {}

  private static Prepared prepare(Caller caller, State state) {
    Map<String, Object> fields =
        state == State.DEACTIVATED
            ? Map.of(
                "extractable",
                false,
                "expirationDate",
                SERVICE.clock().instant().plusSeconds(60).toString())
            : Map.of("extractable", false);
    String id = Caller.idOf(caller.create(fields));
    String ciphertext = caller.wrap(id, new byte[32]);
    switch (state) {
      case ACTIVE, DEACTIVATED -> {}
      case SUSPENDED -> assertThat(caller.act(id, "disable").outcome()).isEqualTo("204");
      case DESTROYED -> assertThat(caller.delete("/api/v2/keys/" + id).outcome()).isEqualTo("204");
    }
    // Long enough for every wait: enable and restore 30 seconds, sync an hour, purge four.
    SERVICE.clock().advance(Duration.ofHours(5));
    return new Prepared(id, ciphertext);
  }

  private static Answer perform(Caller caller, String action, Prepared key) {
    String path = "/api/v2/keys/" + key.id();
    return switch (action) {
      case "get" -> caller.get(path);
      case "metadata" -> caller.get(path + "/metadata");
      case "versions" -> caller.get(path + "/versions");
      case "versions of any state" -> caller.get(path + "/versions?allKeyStates=true");
      case "unwrap", "rewrap" ->
          caller.act(key.id(), action, Map.of("ciphertext", key.ciphertext()));
      case "patch" -> caller.send("PATCH", path, "{\"KeyRingID\":\"default\"}");
      case "delete" -> caller.delete(path);
      case "restore" -> caller.send("POST", path + "/restore", "");
      case "purge" -> caller.delete(path + "/purge");
      default -> caller.act(key.id(), action);
    };
  }

  @TestFactory
  Stream<DynamicTest> actionsOfRootKeysAreRefusedToStandardKeys() {
    List<String> actions = new ArrayList<>();
    for (KeyAction action : KeyAction.values()) {
      boolean ours = action == KeyAction.REHEARSE || action == KeyAction.END_REHEARSAL;
      if (Transitions.needsRoot(action) && !ours) {
        actions.add(action.name().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return actions.stream()
        .map(action ->
            DynamicTest.dynamicTest(
                action,
                () -> {
                  Caller caller = SERVICE.manager();
                  String key = caller.standardKey();
                  assertThat(caller.act(key, action, Map.of("ciphertext", "e30=")).outcome())
                      .isIn(
                          "400 KEY_ROOT_REQ_ERR",
                          action.equals("rotate") ? "400 BAD_BODY_ERR" : "-");
                }));
  }
}
