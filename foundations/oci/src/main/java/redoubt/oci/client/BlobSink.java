package redoubt.oci.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/** Takes a blob in pieces, in order. */
@FunctionalInterface
public interface BlobSink {
  /** Takes a piece; its bytes are others after the call. */
  void take(ByteBuffer piece) throws IOException;

  /** Writes it out. */
  static BlobSink to(OutputStream out) {
    WritableByteChannel channel = Channels.newChannel(out);
    return piece -> {
      while (piece.hasRemaining()) {
        int _ = channel.write(piece);
      }
    };
  }
}
