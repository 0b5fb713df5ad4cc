package redoubt.signatures.watch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.outward.Answer;
import redoubt.outward.HttpPeer;
import redoubt.outward.Outside;
import redoubt.outward.Pace;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.beside.Beside;
import redoubt.signatures.beside.PutSignature;

/**
 * A place of OpenPGP signatures beside a registry: {@code BASE/REPOSITORY@sha256=HEX/signature-1}
 * and so on, up to the first that is not there (containers-registries.d(5), "lookaside"). It is
 * shown no login.
 */
final class Lookaside {
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Outside outside;
  private final String base;
  private final RepositoryName path;

  Lookaside(Outside outside, URI base, RepositoryName path) {
    this.outside = outside;
    this.base = base.toString().replaceFirst("/+$", "");
    this.path = path;
  }

  /**
   * Those of an image, 100 at most, without what is too long to be one.
   *
   * @throws Failure {@code signatures.lookaside-fails}, {@code signatures.registry-too-slow}
   */
  List<byte[]> of(Digest image, Deadline deadline) {
    List<byte[]> found = new ArrayList<>();
    for (int number = 1; number <= Beside.MOST; number++) {
      if (deadline.isOver()) {
        throw Visits.tooSlow();
      }
      Optional<byte[]> next = at(image, number, deadline);
      if (next.isEmpty()) {
        break;
      }
      next.filter(bytes -> bytes.length > 0).ifPresent(found::add);
    }
    return found;
  }

  /** Empty when there is none; without bytes what is too long to be one. */
  private Optional<byte[]> at(Digest image, int number, Deadline deadline) {
    URI uri =
        URI.create(
            "%s/%s@%s=%s/signature-%d"
                .formatted(base, path, image.algorithm().word(), image.hex(), number));
    try {
      return outside.ask(
          new Outside.Question(
              "GET", uri, Map.of("User-Agent", "redoubt"), Optional.empty(), new byte[0], true),
          PutSignature.LONGEST,
          new Pace(deadline, SILENCE, SILENCE),
          Lookaside::content);
    } catch (HttpPeer.TooLong e) {
      return Optional.of(new byte[0]);
    } catch (HttpPeer.Late e) {
      throw SignatureFailures.lookasideFails("it took too long");
    } catch (IOException e) {
      throw SignatureFailures.lookasideFails("it did not answer");
    }
  }

  private static Optional<byte[]> content(Answer answer) throws IOException {
    return switch (answer.status()) {
      case 200 -> Optional.of(answer.body().readAllBytes());
      case 404 -> Optional.empty();
      default -> throw SignatureFailures.lookasideFails("its answer is " + answer.status());
    };
  }
}
