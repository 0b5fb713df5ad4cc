package redoubt.cli.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import redoubt.cli.http.Api;
import redoubt.cli.http.Reply;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.client.Fetched;

/** Pushes to a repository of the server (OCI distribution specification, "Pushing"). */
final class Pushing {
  private static final int PIECE = 8 << 20;
  private static final Duration TIME = Duration.ofMinutes(10);

  private final Api api;
  private final RepositoryName repository;

  Pushing(Api api, RepositoryName repository) {
    this.api = api;
    this.repository = repository;
  }

  private String path(String rest) {
    return "/v2/" + repository + "/" + rest;
  }

  private Reply send(String method, String path, Map<String, String> headers, byte[] body) {
    Reply reply = api.send(new Api.Call(method, path, headers, Optional.of(body), TIME));
    try {
      byte[] _ = reply.body().readNBytes(1 << 20);
    } catch (IOException e) {
      throw broken(e);
    }
    return reply;
  }

  private static Failure broken(IOException cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "cli.broken-off",
        "The server broke off.",
        "Run the command again; what has come is not sent twice.",
        cause);
  }

  boolean has(Descriptor blob) {
    try {
      Reply reply =
          api.send(
              new Api.Call(
                  "HEAD", path("blobs/" + blob.digest()), Map.of(), Optional.empty(), TIME));
      return reply.status() == 200;
    } catch (Failure e) {
      // An answer to HEAD has no words: a refusal is told when it is sent.
      if (e.kind() == Failure.Kind.NOT_FOUND || e.kind() == Failure.Kind.FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }

  /** Sends a blob in pieces. */
  void send(ImageSource source, Descriptor blob, LongConsumer sent) throws IOException {
    String place = location(send("POST", path("blobs/uploads/"), Map.of(), new byte[0]));
    Pieces pieces = new Pieces(place, sent);
    source.copy(blob, pieces::take);
    pieces.flush();
    Reply _ =
        send(
            "PUT",
            pieces.place + (pieces.place.contains("?") ? "&" : "?") + "digest=" + blob.digest(),
            Map.of(),
            new byte[0]);
  }

  private static String location(Reply reply) {
    String place = reply.header("location").orElse("");
    if (!place.startsWith("/v2/")) {
      throw new Failure(
          Failure.Kind.INTERNAL,
          "cli.bad-answer",
          "The server says no place for an upload.",
          "Check that this is a Redoubt server.");
    }
    return place;
  }

  Digest put(Fetched fetched, Reference reference) {
    Reply _ =
        send(
            "PUT",
            path("manifests/" + reference),
            Map.of("Content-Type", fetched.manifest().mediaType()),
            fetched.manifest().bytes());
    return fetched.digest();
  }

  /** Bytes on their way, up to a piece of them held. */
  private final class Pieces {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final LongConsumer told;
    private String place;
    private long sent;

    Pieces(String place, LongConsumer told) {
      this.place = place;
      this.told = told;
    }

    void take(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      held.writeBytes(copy);
      if (held.size() >= PIECE) {
        flush();
      }
    }

    void flush() {
      byte[] piece = held.toByteArray();
      held.reset();
      if (piece.length > 0) {
        place =
            location(
                send(
                    "PATCH",
                    place,
                    Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Content-Range",
                        sent + "-" + (sent + piece.length - 1)),
                    piece));
        sent += piece.length;
        told.accept(piece.length);
      }
    }
  }
}
