package redoubt.registry.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import redoubt.core.Failure;
import redoubt.web.Body;
import redoubt.web.BodyRule;

/**
 * A body that comes in pieces, with something that happens between them.
 *
 * @param between runs after each piece
 * @param whole whether it ends as it should; else the client breaks off
 */
public record Pieces(List<byte[]> pieces, Runnable between, boolean whole) implements Body {
  @Override
  public byte[] whole(BodyRule.Whole rule) {
    throw new UnsupportedOperationException("streamed only");
  }

  @Override
  public long stream(BodyRule.Streamed rule, Sink sink) throws IOException {
    long sent = 0;
    for (byte[] piece : pieces) {
      sink.accept(ByteBuffer.wrap(piece).asReadOnlyBuffer());
      sent += piece.length;
      between.run();
    }
    if (!whole) {
      throw new Failure(Failure.Kind.INVALID, "web.incomplete", "It broke off.", "Send on.");
    }
    return sent;
  }
}
