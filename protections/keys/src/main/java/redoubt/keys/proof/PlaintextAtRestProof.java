package redoubt.keys.proof;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;

/** Imports a root key and looks for its bytes in all that is stored. */
public final class PlaintextAtRestProof extends KeyAttack {
  public PlaintextAtRestProof(ProvingGround ground) {
    super(
        ground,
        "plaintext-at-rest",
        "No root key lies in the clear in the database or in the data directory.",
        "Imported a root key, used it, and searched every row of every table and every file of the"
            + " data directory for its bytes: raw, in hex, in base64 at every alignment.");
  }

  @Override
  Observation attempt(Trial trial) throws IOException {
    byte[] canary = Randomness.bytes(32);
    try {
      Findings findings = new Findings();
      MadeKey key =
          trial.created(
              Side.HOME,
              trial.tryToCreate(
                  Side.HOME, Map.of("payload", Base64.getEncoder().encodeToString(canary))));
      findings.mustHold(
          trial.opens(key, trial.wrap(key, List.of("proof"))), "The imported key does not work");
      KeyTraces rows = new KeyTraces(canary, trial.name());
      trial.visit().readDatabase(rows);
      KeyTraces files = new KeyTraces(canary, trial.name());
      trial.visit().readFiles(files);
      findings.mustHold(
          !rows.markedPlaces().isEmpty(),
          "The search did not even find the key's name in the database");
      findings.mustHold(files.places() > 0, "There were no files to search");
      rows.traces().forEach(trace -> findings.mustHold(false, "The key was found: " + trace));
      files.traces().forEach(trace -> findings.mustHold(false, "The key was found: " + trace));
      return findings.observation(
          "Nothing was found in "
              + rows.places()
              + " tables ("
              + megabytes(rows)
              + " MB) and "
              + files.places()
              + " files ("
              + megabytes(files)
              + " MB); the key's name was found where it belongs.");
    } finally {
      Arrays.fill(canary, (byte) 0);
    }
  }

  private static long megabytes(KeyTraces searched) {
    return (searched.bytesRead() + 999_999) / 1_000_000;
  }
}
