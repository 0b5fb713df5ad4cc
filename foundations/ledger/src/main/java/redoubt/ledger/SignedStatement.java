package redoubt.ledger;

import redoubt.core.Failure;

/**
 * A statement, signed by the key that signs the ledger's heads.
 *
 * @param note a C2SP signed note with the statement as its text
 * @param publicKey the verifier key of the note
 */
public record SignedStatement(Statement statement, String note, String publicKey) {
  /**
   * What a note says that this key signed.
   *
   * @throws Failure {@code ledger.bad-signature} when it did not, or the note is no statement
   */
  public static SignedStatement verify(String note, String publicKey) {
    try {
      return new SignedStatement(
          Statement.parse(NoteKey.parse(publicKey).verify(note)), note, publicKey);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Failure.Kind.UNPROCESSABLE,
          "ledger.bad-signature",
          "The signature is not one of that key over this text.",
          "Compare the key with the one that redoubt ledger head shows; trust nothing of what was"
              + " signed.",
          e);
    }
  }
}
