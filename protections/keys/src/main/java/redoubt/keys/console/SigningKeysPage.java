package redoubt.keys.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;
import redoubt.web.console.Who;

/** The public sides of an instance's signing keys. */
public record SigningKeysPage(
    String instance,
    String instanceName,
    List<Row> rows,
    Sight sight,
    String csrf,
    Optional<Notice> notice) {
  public String path() {
    return SigningKeyPages.path(instance);
  }

  /**
   * A signing key.
   *
   * @param publicKey PEM
   * @param subject who it is by its certificate; empty without one
   * @param mayManage whether the reader may disable and destroy it
   */
  public record Row(
      String id,
      String name,
      String ring,
      String algorithm,
      boolean enabled,
      String fingerprint,
      String publicKey,
      Optional<String> subject,
      Optional<Moment> certifiedUntil,
      Optional<Moment> created,
      Who createdBy,
      boolean mayManage) {
    public Pill pill() {
      return enabled ? new Pill(Tone.GOOD, "signs") : new Pill(Tone.QUIET, "disabled");
    }

    public String briefFingerprint() {
      return fingerprint.substring(0, Math.min(16, fingerprint.length()));
    }
  }
}
