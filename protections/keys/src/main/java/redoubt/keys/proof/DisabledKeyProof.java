package redoubt.keys.proof;

import java.util.List;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;

/** Uses a key that was disabled a moment ago. */
public final class DisabledKeyProof extends KeyAttack {
  public DisabledKeyProof(ProvingGround ground) {
    super(
        ground,
        "disabled-key",
        "A disabled key does nothing from the moment it is disabled.",
        "Used a key, disabled it, and asked it at once to wrap, unwrap, rewrap and rotate.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey key = trial.rootKey(Side.HOME);
    Wrapping wrapped = trial.wrap(key, List.of());
    findings.mustHold(trial.opens(key, wrapped), "The key did not work before either");
    trial.must(Trial.MANAGER, Call.post(key.action("disable"), ""));
    for (String action : List.of("wrap", "unwrap", "rewrap", "rotate")) {
      boolean opens = action.equals("unwrap") || action.equals("rewrap");
      findings.mustBeRefused(
          "To " + action + " with the disabled key",
          trial.call(Trial.MANAGER, Call.post(key.action(action), opens ? wrapped.body() : "")),
          409,
          "KEY_ACTION_INVALID_STATE_ERR");
    }
    return findings.observation("All " + findings.refused() + " actions were refused.");
  }
}
