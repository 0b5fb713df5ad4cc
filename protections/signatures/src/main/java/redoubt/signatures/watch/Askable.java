package redoubt.signatures.watch;

import java.util.Optional;
import java.util.function.Predicate;
import redoubt.core.Failure;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.foreign.ForeignName;

/**
 * Which registries can be asked from here.
 *
 * @param ours whether a host, with its port if it says one, is this server
 * @param nodesAreHere whether clusters' nodes are this machine, so that loopback means the same to
 *     them
 */
public record Askable(Predicate<String> ours, boolean nodesAreHere) {
  boolean isOurs(ForeignName name) {
    return ours.test(name.host());
  }

  /** Why images of a repository elsewhere cannot be asked for; empty when they can. */
  Optional<Failure> objection(ForeignName name) {
    return objection(name.text());
  }

  /** The same of an image as workloads write it. */
  Optional<Failure> objection(String image) {
    return ForeignName.isOfNode(image) && !nodesAreHere
        ? Optional.of(SignatureFailures.nodeLoopback())
        : Optional.empty();
  }

  boolean admits(ForeignName name) {
    return !isOurs(name) && objection(name).isEmpty();
  }

  /**
   * @throws Failure {@code signatures.bad-foreign-name} when it is this server's, {@code
   *     signatures.node-loopback}
   */
  void require(ForeignName name) {
    if (isOurs(name)) {
      throw SignatureFailures.badForeignName();
    }
    objection(name)
        .ifPresent(failure -> {
          throw failure;
        });
  }
}
