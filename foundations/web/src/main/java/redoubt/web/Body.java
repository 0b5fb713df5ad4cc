package redoubt.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import redoubt.core.Failure;

/** The body of a call, which is read once, when the handler asks for it. */
public interface Body {
  /** Takes a body piece by piece. */
  @FunctionalInterface
  interface Sink {
    /**
     * @param piece valid until this returns, and read to its end by then
     */
    void accept(ByteBuffer piece) throws IOException;
  }

  /**
   * @throws Failure {@code web.too-large}, {@code web.busy}, {@code web.incomplete}
   */
  byte[] whole(BodyRule.Whole rule);

  /**
   * Hands the body on; what came before a failure has been handed on then.
   *
   * @return bytes handed on
   * @throws Failure {@code web.too-large}, {@code web.incomplete}
   * @throws IOException from the sink alone
   */
  long stream(BodyRule.Streamed rule, Sink sink) throws IOException;

  /** Bytes that are at hand. */
  static Body of(byte... bytes) {
    return new Body() {
      @Override
      public byte[] whole(BodyRule.Whole rule) {
        return bytes;
      }

      @Override
      public long stream(BodyRule.Streamed rule, Sink sink) throws IOException {
        sink.accept(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        return bytes.length;
      }
    };
  }
}
