package redoubt.keys.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.sql.SealedBoxes;
import redoubt.seal.SecretName;
import redoubt.store.Database;

/** Exchanges the sealed material of two keys in the database. */
public final class SwappedRowsProof extends KeyAttack {
  private static final String BROKEN = "seal.broken";

  /** Opens sealed secrets, as the vault does. */
  @FunctionalInterface
  public interface Opener {
    /**
     * @throws Failure {@code seal.broken}
     */
    Optional<SecretBytes> open(Handle transaction, SecretName name);
  }

  private final Database database;
  private final Opener opener;

  public SwappedRowsProof(ProvingGround ground, Database database, Opener opener) {
    super(
        ground,
        "swapped-rows",
        "Sealed key material that was moved to another tenant or key in the database does not"
            + " open.",
        "Exchanged the sealed boxes of two tenants' keys, and of two keys of one tenant, in a"
            + " transaction, opened all four there, and rolled back.");
    this.database = database;
    this.opener = opener;
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    SecretName victim = name(trial, trial.rootKey(Side.HOME));
    SecretName sibling = name(trial, trial.rootKey(Side.HOME));
    SecretName foreigner = name(trial, trial.rootKey(Side.FOREIGN));
    swap(findings, "two tenants", victim, foreigner);
    swap(findings, "two keys of one tenant", victim, sibling);
    return findings.observation(
        "None of the moved boxes opened; the vault told " + BROKEN + " of each.");
  }

  private static SecretName name(Trial trial, MadeKey key) {
    return SecretName.of("keys", trial.visit().instance(key.side()), key.id(), key.version());
  }

  private void swap(Findings findings, String between, SecretName one, SecretName other) {
    List<SecretName> names = Arrays.asList(one, other);
    inTransactionThatIsRolledBack(handle -> {
      for (SecretName name : names) {
        findings.mustHold(
            verdict(handle, name).equals("opened"), "The sealed box does not open in its place");
      }
      findings.mustHold(
          SealedBoxes.swap(handle, one, other) == 2, "The boxes are not where the proof looks");
      for (SecretName name : names) {
        String verdict = verdict(handle, name);
        findings.mustHold(
            verdict.equals(BROKEN),
            "A sealed box exchanged between " + between + " was told to be " + verdict);
      }
    });
  }

  private String verdict(Handle handle, SecretName name) {
    try {
      Optional<SecretBytes> secret = opener.open(handle, name);
      secret.ifPresent(SecretBytes::close);
      return secret.isPresent() ? "opened" : "absent";
    } catch (Failure e) {
      return e.code();
    }
  }

  private void inTransactionThatIsRolledBack(Consumer<Handle> work) {
    try {
      database.transaction(handle -> {
        work.accept(handle);
        throw new RolledBack();
      });
    } catch (RolledBack e) {
      // As it must be.
    }
  }

  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1;

    RolledBack() {
      super("rolled back on purpose");
    }
  }
}
