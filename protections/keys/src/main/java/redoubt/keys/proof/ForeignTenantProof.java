package redoubt.keys.proof;

import java.util.List;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;
import redoubt.web.Role;
import redoubt.web.Route;

/** Calls everything there is with credentials of another tenant. */
public final class ForeignTenantProof extends KeyAttack {
  private final List<Gates.Gate> gates;

  public ForeignTenantProof(ProvingGround ground, List<Route> routes) {
    super(
        ground,
        "foreign-tenant",
        "Credentials of one tenant open nothing of another.",
        "Called every key operation with another tenant's credentials: naming the victim's"
            + " instance, naming the victim's key in the attacker's own instance, and unwrapping"
            + " the victim's ciphertext with the attacker's key.");
    this.gates = Gates.of(routes);
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey victim = trial.rootKey(Side.HOME);
    MadeKey own = trial.rootKey(Side.FOREIGN);
    Wrapping wrapped = trial.wrap(victim, List.of());
    findings.mustHold(
        trial.opens(own, trial.wrap(own, List.of())),
        "The attacker's own key does not work, so that refusals show nothing");
    for (Gates.Gate gate : gates) {
      for (Role role : List.of(Role.MANAGER, Role.KEY_PURGE)) {
        Caller attacker = new Caller(Side.FOREIGN, role);
        Call call = gate.on(victim, trial.visit().instance(Side.HOME), wrapped.ciphertext());
        String attempt = call.method() + " " + gate.route().path() + " by the " + attacker;
        findings.mustBeForbidden(attempt, trial.visit().call(attacker, Side.HOME, call));
        if (gate.namesAKey() && gate.admits(role)) {
          Call inOwn = gate.on(victim, trial.visit().instance(Side.FOREIGN), wrapped.ciphertext());
          findings.mustBeRefused(
              attempt + " in the own instance",
              trial.call(attacker, inOwn),
              404,
              notFoundCode(gate.route()));
        }
      }
    }
    findings.mustBeRefused(
        "Unwrapping with the attacker's key",
        trial.call(Trial.FOREIGN_MANAGER, Call.post(own.action("unwrap"), wrapped.body())),
        422,
        "UNPROCESSABLE_CIPHERTEXT_ERR");
    findings.mustHold(trial.opens(victim, wrapped), "The victim's key works no more");
    return findings.observation("All " + findings.refused() + " calls were refused.");
  }

  private static String notFoundCode(Route route) {
    String path = route.path();
    String ours =
        path.contains("/signing-keys/") ? "keys.no-signing-key" : "keys.key-not-found-err";
    return path.startsWith("/api/") ? "KEY_NOT_FOUND_ERR" : ours;
  }
}
