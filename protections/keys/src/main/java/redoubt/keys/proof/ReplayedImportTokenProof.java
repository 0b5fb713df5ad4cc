package redoubt.keys.proof;

import java.security.GeneralSecurityException;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.web.Role;

/** Uses import tokens, and what was sent under them, once more. */
public final class ReplayedImportTokenProof extends KeyAttack {
  static final String PATH = "/api/v2/import_token";

  private static final Caller WRITER = new Caller(Side.HOME, Role.WRITER);
  private static final String NONCE = "INCORRECT_NONCE_ERR";
  private static final String ONCE = "{\"expiration\":300,\"maxAllowedRetrievals\":1}";

  public ReplayedImportTokenProof(ProvingGround ground) {
    super(
        ground,
        "replayed-import-token",
        "What was imported under a token cannot be imported again, and no token outlives its uses.",
        "Fetched a token more often than allowed, sent an import twice, sent its proof of the nonce"
            + " with another key, proved another nonce, and imported under a token that was"
            + " replaced.");
  }

  @Override
  Observation attempt(Trial trial) throws GeneralSecurityException {
    Findings findings = new Findings();
    trial.must(WRITER, Call.post(PATH, ONCE));
    ImportParcels parcels = ImportParcels.of(trial.must(WRITER, Call.get(PATH)));
    findings.mustBeRefused(
        "To fetch the token a second time",
        trial.call(WRITER, Call.get(PATH)),
        409,
        "IMPORT_TOKEN_EXPIRED_ERR");

    byte[] key = Randomness.bytes(32);
    byte[] other = Randomness.bytes(32);
    ImportParcels.NonceProof proof = parcels.proof(key);
    Map<String, Object> sent = parcels.fields(key, proof);
    findings.mustHold(
        trial.tryToCreate(Side.HOME, sent).status() == 201,
        "The first import was refused, so that refusals show nothing");
    refused(trial, findings, "To send the same import again", sent, NONCE);
    refused(
        trial,
        findings,
        "To import the key again with the same proof",
        parcels.fields(key, proof),
        NONCE);
    refused(
        trial,
        findings,
        "To import another key with the proof",
        parcels.fields(other, proof),
        "INCORRECT_NONCE_IV_ERR");
    refused(
        trial,
        findings,
        "To import with another nonce",
        parcels.fields(other, ImportParcels.proof(other, Randomness.bytes(12))),
        NONCE);

    trial.must(WRITER, Call.post(PATH, ONCE));
    refused(
        trial,
        findings,
        "To import under a token that was replaced",
        parcels.fields(other, parcels.proof(other)),
        "INVALID_FIELD_ERR");
    return findings.observation("All " + findings.refused() + " attempts were refused.");
  }

  private static void refused(
      Trial trial, Findings findings, String attempt, Map<String, Object> fields, String code) {
    findings.mustBeRefused(attempt, trial.tryToCreate(Side.HOME, fields), 400, code);
  }
}
