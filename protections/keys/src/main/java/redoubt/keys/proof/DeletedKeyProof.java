package redoubt.keys.proof;

import java.util.List;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;

/** Uses a key that was deleted a moment ago. */
public final class DeletedKeyProof extends KeyAttack {
  public DeletedKeyProof(ProvingGround ground) {
    super(
        ground,
        "deleted-key",
        "A deleted key does nothing from the moment it is deleted.",
        "Used a key, deleted it, and asked it at once to wrap, unwrap, rewrap, rotate, disable and"
            + " enable.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey key = trial.rootKey(Side.HOME);
    Wrapping wrapped = trial.wrap(key, List.of());
    findings.mustHold(trial.opens(key, wrapped), "The key did not work before either");
    trial.must(Trial.MANAGER, Call.delete(key.path()));
    for (String action : List.of("wrap", "unwrap", "rewrap", "rotate", "disable", "enable")) {
      boolean opens = action.equals("unwrap") || action.equals("rewrap");
      findings.mustBeRefused(
          "To " + action + " with the deleted key",
          trial.call(Trial.MANAGER, Call.post(key.action(action), opens ? wrapped.body() : "")),
          410,
          "KEY_DELETED_ERR");
    }
    return findings.observation("All " + findings.refused() + " actions were refused.");
  }
}
