package redoubt.keys.proof;

import java.util.Base64;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.web.Role;

/**
 * Uses an import token after its time. A token lives for five minutes at least, so this one is left
 * by an earlier run, in the instance where no other proof makes tokens.
 */
public final class ExpiredImportTokenProof extends KeyAttack {
  private static final Caller WRITER = new Caller(Side.FOREIGN, Role.WRITER);
  private static final String CODE = "IMPORT_TOKEN_EXPIRED_ERR";

  public ExpiredImportTokenProof(ProvingGround ground) {
    super(
        ground,
        "expired-import-token",
        "An import token is good for nothing after its time.",
        "Fetched an import token that had expired, and imported a key under it.");
  }

  @Override
  Observation attempt(Trial trial) {
    Answer retrieved = trial.call(WRITER, Call.get(ReplayedImportTokenProof.PATH));
    if (retrieved.status() == 404) {
      Answer made =
          trial.must(
              WRITER,
              Call.post(
                  ReplayedImportTokenProof.PATH,
                  "{\"expiration\":300,\"maxAllowedRetrievals\":500}"));
      return later(made);
    }
    if (retrieved.status() == 200
        && trial
            .visit()
            .now()
            .isBefore(java.time.Instant.parse(retrieved.json().path("expirationDate").asText()))) {
      return later(retrieved);
    }
    Findings findings = new Findings();
    findings.mustBeRefused("To fetch the expired token", retrieved, 409, CODE);
    Base64.Encoder base64 = Base64.getEncoder();
    findings.mustBeRefused(
        "To import under the expired token",
        trial.tryToCreate(
            Side.FOREIGN,
            Map.of(
                "payload",
                base64.encodeToString(Randomness.bytes(384)),
                "encryptedNonce",
                base64.encodeToString(Randomness.bytes(28)),
                "iv",
                base64.encodeToString(Randomness.bytes(12)))),
        409,
        CODE);
    return findings.observation("Both were refused.");
  }

  private static Observation later(Answer token) {
    return Observation.notTried(
        "A token lives for five minutes at least: run the proofs again from "
            + token.json().path("expirationDate").asText()
            + ".");
  }
}
