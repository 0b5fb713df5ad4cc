package redoubt.keys.proof;

import java.util.List;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;
import redoubt.web.Role;
import redoubt.web.Route;

/** Calls everything there is with every role that does not allow it. */
public final class WrongRoleProof extends KeyAttack {
  private final List<Gates.Gate> gates;

  public WrongRoleProof(ProvingGround ground, List<Route> routes) {
    super(
        ground,
        "wrong-role",
        "A role allows what it says and nothing more.",
        "Called every key operation with every role that does not allow it: readers created,"
            + " rotated and deleted, writers managed, managers purged, purgers read.");
    this.gates = Gates.of(routes);
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey key = trial.rootKey(Side.HOME);
    Wrapping wrapped = trial.wrap(key, List.of());
    for (Role role : Gates.ROLES) {
      Caller caller = new Caller(Side.HOME, role);
      findings.mustHold(
          trial.call(caller, Call.get("/v1/whoami")).succeeded(),
          "The " + caller + " cannot sign in, so that refusals show nothing");
      for (Gates.Gate gate : gates) {
        if (!gate.admits(role)) {
          Call call = gate.on(key, trial.visit().instance(Side.HOME), wrapped.ciphertext());
          findings.mustBeForbidden(
              call.method() + " " + gate.route().path() + " by a " + caller,
              trial.call(caller, call));
        }
      }
    }
    Caller reader = new Caller(Side.HOME, Role.READER);
    for (String action : List.of("rotate", "disable", "setKeyForDeletion", "restore")) {
      findings.mustBeForbidden(
          "The deprecated form of " + action + " by a " + reader,
          trial.call(reader, Call.post(key.path() + "?action=" + action, "")));
    }
    findings.mustHold(trial.opens(key, wrapped), "The key works no more");
    return findings.observation("All " + findings.refused() + " calls were refused.");
  }
}
