package redoubt.encryption.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import redoubt.core.Failure;

/** Runs the checks. */
public final class KmsCheck {
  private static final List<Check> FIRST_V2 =
      List.of(
          new Check(
              "status.valid",
              "Status answers a known version, ok, and a key_id of 1 to 1024 bytes.",
              Answers::status),
          new Check(
              "status.steady",
              "Version and key_id do not change from one Status to the next.",
              Answers::steady),
          new Check(
              "encrypt.key-id", "Encrypt names the key that Status names.", Answers::authoritative),
          new Check(
              "encrypt.sizes",
              "A ciphertext has 1 to 1024 bytes, annotations have domain names and 32 KiB at most.",
              Answers::sizes),
          new Check(
              "encrypt.seed",
              "An object under a key derived from the seed opens again, in its place alone.",
              Seed::opensItsObjects));

  private static final List<Check> FIRST_V1 =
      List.of(
          new Check(
              "version.valid", "Version answers v1beta1 and a runtime name.", Answers::version));

  private static final List<Check> BOTH =
      List.of(
          new Check("round-trip", "Decrypt answers what Encrypt was given.", Answers::roundTrip),
          new Check(
              "encrypt.fresh", "Equal plaintexts give different ciphertexts.", Answers::fresh),
          new Check(
              "encrypt.secret",
              "Nothing that is stored in the clear shows the plaintext.",
              Answers::secret),
          new Check("uid.only-a-name", "Any uid will do.", Answers::anyUid),
          new Check(
              "tamper.ciphertext",
              "A flipped bit in a ciphertext is noticed.",
              Tampering::ciphertext),
          new Check("tamper.length", "A cut or random ciphertext is refused.", Tampering::cut));

  private static final List<Check> TAMPER_V2 =
      List.of(
          new Check(
              "tamper.key-id", "A ciphertext opens under its own key_id alone.", Tampering::keyId),
          new Check(
              "tamper.annotations",
              "A changed annotation never gives another plaintext.",
              Tampering::annotations));

  private static final List<Check> STRAIN =
      List.of(
          new Check(
              "load.callers",
              "Many callers at once get what is theirs, in time.",
              Strain::manyCallers),
          new Check("load.probe", "A probe asks nobody else.", Strain::statusIsLocal),
          new Check("load.connections", "Connections come and go.", Strain::connections),
          new Check("load.rubbish", "Rubbish is refused and does no harm.", Strain::rubbish),
          new Check(
              "restart",
              "After a restart, key_id and ciphertexts are as before.",
              Journeys::restart));

  private static final List<Check> LAST_V2 =
      List.of(
          new Check(
              "rotation",
              "A rotation changes the key_id once, and old ciphertexts open.",
              Journeys::rotation),
          new Check("key-id.never-again", "A key_id never comes back.", Journeys::neverAgain));

  private static final List<Check> LAST =
      List.of(
          new Check("old.opens", "All that was encrypted in this run opens.", Journeys::old),
          new Check(
              "socket.permissions", "Not everybody on the node may connect.", Socket::permissions));

  private KmsCheck() {}

  /**
   * Runs all checks of that version, one after the other.
   *
   * @param progress told of each as it ends
   * @throws Failure {@code kms.no-socket} when nobody listens there, {@code kms.socket-denied}
   */
  public static CheckReport run(CheckSettings settings, Consumer<Finding> progress)
      throws InterruptedException {
    Socket.answers(settings.socket());
    List<Finding> findings = new ArrayList<>();
    try (Trial trial = new Trial(settings)) {
      for (Check check : checks(settings.api())) {
        Finding finding = run(check, trial);
        progress.accept(finding);
        findings.add(finding);
      }
    }
    return new CheckReport(settings.socket().toString(), name(settings.api()), findings);
  }

  private static List<Check> checks(Api api) {
    List<Check> checks = new ArrayList<>();
    boolean v2 = api == Api.V2;
    checks.addAll(v2 ? FIRST_V2 : FIRST_V1);
    checks.addAll(BOTH);
    checks.addAll(v2 ? TAMPER_V2 : List.of());
    checks.addAll(STRAIN);
    checks.addAll(v2 ? LAST_V2 : List.of());
    checks.addAll(LAST);
    return checks;
  }

  private static Finding run(Check check, Trial trial) throws InterruptedException {
    long start = System.nanoTime();
    Observation seen;
    try {
      seen = check.attempt().of(trial);
    } catch (Failure e) {
      seen = Observation.failed(e.what());
    }
    return new Finding(
        check.id(),
        check.claim(),
        name(seen.outcome()),
        seen.seen(),
        (System.nanoTime() - start) / 1_000_000);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
