package redoubt.admission.node;

import java.util.List;
import java.util.Optional;
import redoubt.admission.policy.Requirement;

/** What this room needs to know of who signs images. */
public interface Signatories {
  /** With what signatures of a signer are checked. */
  enum Kind {
    /** A public key, PEM. */
    KEY,
    /** OpenPGP keys, armoured. */
    OPENPGP,
    /** What container runtimes do not look at. */
    OTHER
  }

  /** One who may sign, as long as it is not revoked. */
  record One(String name, Kind kind, String credential) {}

  /**
   * Images that one namespace has rules for.
   *
   * @param prefix a registry, or one and a path in it: {@code registry.example.org/team}
   * @param trusted what has to hold of them to be trusted; empty when it is more than policies of
   *     clusters can ask for
   */
  record Area(String prefix, List<One> signers, Optional<Requirement> trusted) {
    public Area {
      signers = List.copyOf(signers);
    }

    /** Whether all images below a prefix are of this one. */
    boolean covers(String below) {
      return Covering.covers(prefix, below);
    }
  }

  /**
   * All of an instance.
   *
   * @param registries by which names this server is called
   */
  List<Area> of(String instance, List<String> registries);
}
