package redoubt.signatures.tuf;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import redoubt.signatures.Check;

/**
 * Roots hand their trust on: each is signed by the keys of the one before it and by its own, and is
 * one version higher.
 */
public final class Roots {
  private Roots() {}

  /**
   * Whether a root may follow another.
   *
   * @param before empty for the first one that is seen
   * @param now when its certificates have to be valid and it must not have expired; empty for one
   *     that is only on the way to the newest
   */
  public static Check follows(
      Optional<RootFile> before, RootFile root, String gun, Pin pin, Optional<Instant> now) {
    Check.All checks = new Check.All("root." + root.version());
    before.ifPresent(old -> {
      checks.add(
          Check.of(
              "root.version",
              root.version() == old.version() + 1,
              "Its version is one higher than that of the root before it.",
              "Its version is not one higher than that of the root before it."));
      checks.add(
          Check.of(
              "root.old-keys",
              old.rootKeys(gun, Optional.empty()).signed(root.document()),
              "The keys of the root before it signed it.",
              "The keys of the root before it did not sign it."));
    });
    RoleKeys own = root.rootKeys(gun, now);
    checks.add(
        Check.of(
            "root.certificates",
            !own.keys().isEmpty(),
            "It has a certificate for this repository.",
            "It has no certificate for " + gun + " that is valid."));
    RoleKeys believed = own.only(pin::allows);
    if (checks.allPassed()) {
      checks.add(
          Check.of(
              "root.pin",
              !believed.keys().isEmpty(),
              "Its key is one that may be believed.",
              "None of its keys is one that may be believed."));
      checks.add(
          Check.of(
              "root.signatures",
              believed.signed(root.document()),
              "As many of its keys signed it as it says.",
              "Fewer of its keys signed it than it says."));
    }
    now.ifPresent(at -> checks.add(expiry(root.document(), at)));
    return checks.end();
  }

  /** The newest root and what was found out about all of them. */
  record Chain(Optional<RootFile> newest, Check check) {}

  static Chain check(TufFiles files, Pin pin, Instant now, Runnable alive, RootChains chains) {
    Check.All checks = new Check.All("root");
    Optional<RootFile> before = Optional.empty();
    List<byte[]> roots = files.roots();
    for (int i = 0; i < roots.size(); i++) {
      alive.run();
      boolean newest = i == roots.size() - 1;
      try {
        RootFile root = RootFile.read(roots.get(i));
        checks.add(
            newest
                ? follows(before, root, files.gun(), pin, Optional.of(now))
                : chains.follows(before, root, files.gun()));
        before = Optional.of(root);
      } catch (BadDocument e) {
        checks.add(Check.failed("root.form", "A root is not right. " + e.said()));
      }
      if (!checks.allPassed()) {
        return new Chain(Optional.empty(), checks.end());
      }
    }
    if (before.isEmpty()) {
      checks.add(Check.failed("root.there", "There is no root."));
    } else {
      checks.add(
          Check.of(
              "root.rollback",
              before.get().version() >= files.least(RoleName.ROOT),
              "It is not older than one seen before.",
              "It is older than one seen before."));
    }
    return new Chain(before.filter(root -> checks.allPassed()), checks.end());
  }

  /**
   * Until when the newest root holds: its own expiry, or before it the moment when fewer of the
   * certificates of those that signed it are valid than it needs signatures.
   *
   * @param now a moment when it holds
   */
  static Instant until(RootFile root, String gun, Pin pin, Instant now) {
    RoleKeys keys = root.rootKeys(gun, Optional.of(now)).only(pin::allows);
    Instant certificates =
        root.document().signedBy(keys).keySet().stream()
            .map(signed -> lastEnd(keys, signed))
            .sorted(Comparator.reverseOrder())
            .skip(keys.threshold() - 1L)
            .findFirst()
            .orElse(now);
    Instant own = root.document().expires();
    return certificates.isBefore(own) ? certificates : own;
  }

  /** A key may stand in several certificates. */
  private static Instant lastEnd(RoleKeys keys, String fingerprint) {
    return keys.keys().values().stream()
        .filter(key -> key.fingerprint().equals(fingerprint))
        .flatMap(key -> key.certificate().stream())
        .map(certificate -> certificate.getNotAfter().toInstant())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  static Check expiry(Document document, Instant now) {
    return Check.of(
        document.role() + ".expires",
        !document.isExpired(now),
        "It is good until " + document.expires() + ".",
        "It expired at " + document.expires() + ".");
  }
}
