package redoubt.oci.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.outward.Answer;

/** Blobs (OCI distribution specification, "Pulling blobs"). */
final class BlobCalls {
  private static final Duration MOST_TIME = Duration.ofHours(6);

  /** A blob has this time, and as much more as it needs at the least rate. */
  private static final Duration LEAST_TIME = Duration.ofSeconds(60);

  private static final long LEAST_BYTES_A_SECOND = 16 << 10;
  private static final int PIECE = 64 << 10;
  private static final int MOST_BREAKS = 20;

  private final Line line;

  BlobCalls(Line line) {
    this.line = line;
  }

  /** How long a blob is, as the registry says. */
  OptionalLong size(RepositoryName repository, Digest digest) {
    return line.ask(
        new Line.Ask(
            "HEAD", repository, path(repository, digest), Map.of(), 0, Duration.ofSeconds(60)),
        answer -> {
          if (answer.status() != 200) {
            throw Line.refused(answer.status());
          }
          String length = answer.first("content-length").orElse("");
          return length.matches("[0-9]{1,18}")
              ? OptionalLong.of(Long.parseLong(length))
              : OptionalLong.empty();
        });
  }

  void copy(RepositoryName repository, Descriptor blob, BlobSink sink) throws IOException {
    Copying copying = new Copying(blob, sink);
    try {
      for (int breaks = 0; !copying.isWhole(); breaks++) {
        long before = copying.came;
        line.ask(
            new Line.Ask(
                "GET",
                repository,
                path(repository, blob.digest()),
                before == 0 ? Map.of() : Map.of("Range", "bytes=" + before + "-"),
                blob.size() + 1,
                time(blob.size() - before)),
            copying::take);
        if (!copying.isWhole() && (copying.came == before || breaks >= MOST_BREAKS)) {
          throw ClientFailures.unreachable(null);
        }
      }
      copying.end();
    } catch (Line.Own e) {
      throw e.why();
    }
  }

  private static Duration time(long bytes) {
    Duration time = LEAST_TIME.plusSeconds(bytes / LEAST_BYTES_A_SECOND);
    return time.compareTo(MOST_TIME) < 0 ? time : MOST_TIME;
  }

  private static String path(RepositoryName repository, Digest digest) {
    return "/v2/" + repository + "/blobs/" + digest;
  }

  /**
   * A blob on its way. The last piece is handed on only after the digest of all of it was right, so
   * that nobody takes for whole what is not.
   */
  private static final class Copying {
    private final Descriptor blob;
    private final BlobSink sink;
    private final MessageDigest hash;
    private final byte[] piece = new byte[PIECE];
    private int held;
    private long came;

    Copying(Descriptor blob, BlobSink sink) {
      this.blob = blob;
      this.sink = sink;
      this.hash = blob.digest().algorithm().start();
    }

    boolean isWhole() {
      return came == blob.size();
    }

    /** What came before the connection broke is kept, and the call ends well with it. */
    boolean take(Answer answer) throws IOException {
      boolean resumed = came > 0 && answer.status() == 206;
      if (resumed
          && !answer
              .first("content-range")
              .filter(range -> range.startsWith("bytes " + came + "-"))
              .isPresent()) {
        throw ClientFailures.oddAnswer("it is another range than was asked for");
      }
      if (!resumed && answer.status() != 200) {
        throw Line.refused(answer.status());
      }
      InputStream body = answer.body();
      long before = came;
      try {
        if (!resumed) {
          body.skipNBytes(came);
        }
        read(body);
      } catch (EOFException e) {
        throw ClientFailures.differs();
      } catch (IOException e) {
        if (came == before) {
          throw e;
        }
      }
      return true;
    }

    private void read(InputStream body) throws IOException {
      while (came < blob.size()) {
        int most = (int) Math.min(piece.length - held, blob.size() - came);
        int read = body.read(piece, held, most);
        if (read < 0) {
          throw ClientFailures.differs();
        }
        hash.update(piece, held, read);
        held += read;
        came += read;
        if (held == piece.length && came < blob.size()) {
          handOn();
        }
      }
      if (body.read() >= 0) {
        throw ClientFailures.differs();
      }
    }

    void end() {
      if (!blob.digest().algorithm().end(hash).equals(blob.digest())) {
        throw ClientFailures.differs();
      }
      handOn();
    }

    private void handOn() {
      try {
        sink.take(ByteBuffer.wrap(piece, 0, held));
      } catch (IOException e) {
        throw new Line.Own(e);
      }
      held = 0;
    }
  }
}
