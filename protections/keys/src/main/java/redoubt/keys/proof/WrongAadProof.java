package redoubt.keys.proof;

import java.util.List;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;
import redoubt.web.Role;

/** Unwraps with other additional data than it was wrapped with. */
public final class WrongAadProof extends KeyAttack {
  public WrongAadProof(ProvingGround ground) {
    super(
        ground,
        "wrong-aad",
        "A key wrapped with additional data unwraps with the same data alone.",
        "Asked to unwrap and to rewrap with none of the data, in another order, joined, split,"
            + " shortened, lengthened and in another case.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    MadeKey key = trial.rootKey(Side.HOME);
    Wrapping wrapped = trial.wrap(key, List.of("tenant-a", "volume-1"));
    findings.mustHold(trial.opens(key, wrapped), "It does not unwrap with the right data either");
    List<List<String>> wrong =
        List.of(
            List.of(),
            List.of("tenant-a"),
            List.of("volume-1"),
            List.of("volume-1", "tenant-a"),
            List.of("tenant-avolume-1"),
            List.of("tenant-", "avolume-1"),
            List.of("tenant-a", "volume-1", ""),
            List.of("", "tenant-a", "volume-1"),
            List.of("tenant-a", "volume-1", "volume-1"),
            List.of("tenant-b", "volume-1"),
            List.of("Tenant-a", "volume-1"));
    Wrapping without = trial.wrap(key, List.of());
    for (String action : List.of("unwrap", "rewrap")) {
      for (List<String> aad : wrong) {
        refused(trial, findings, key, action, wrapped.ciphertext(), aad);
      }
      refused(trial, findings, key, action, without.ciphertext(), List.of(""));
      refused(trial, findings, key, action, without.ciphertext(), wrapped.aad());
    }
    return findings.observation("All " + findings.refused() + " variants were refused.");
  }

  private static void refused(
      Trial trial,
      Findings findings,
      MadeKey key,
      String action,
      String ciphertext,
      List<String> aad) {
    findings.mustBeRefused(
        "To " + action + " with the data " + aad,
        trial.call(
            new Caller(Side.HOME, Role.READER),
            Call.post(key.action(action), Trial.unwrapping(ciphertext, aad))),
        422,
        "UNPROCESSABLE_CIPHERTEXT_ERR");
  }
}
