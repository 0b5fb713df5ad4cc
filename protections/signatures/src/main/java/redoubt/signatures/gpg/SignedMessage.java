package redoubt.signatures.gpg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/**
 * What stands in a message of the only form that is used: perhaps compressed, an announcement of
 * one signature, the text, the signature, and nothing else.
 */
@SuppressWarnings("ArrayRecordComponent") // Made by a reader, and shown to a verifier alone.
record SignedMessage(byte[] text, PGPSignature signature) {
  private static final int MOST_BYTES = 1 << 20;
  private static final int VERSION = 4;
  private static final int ANNOUNCEMENT = 13;

  static SignedMessage read(byte[] message) throws BadMessage {
    if (message.length > MOST_BYTES) {
      throw new BadMessage("The message is longer than 1 MiB.");
    }
    List<Packet> packets = Packet.split(message);
    if (packets.size() == 1 && packets.getFirst().tag() == Packet.COMPRESSED) {
      packets = Packet.split(decompress(packets.getFirst().body()));
    }
    if (packets.size() != 3
        || packets.get(0).tag() != Packet.ONE_PASS
        || packets.get(1).tag() != Packet.LITERAL
        || packets.get(2).tag() != Packet.SIGNATURE) {
      throw new BadMessage("The message is not one text with one signature.");
    }
    PGPSignature signature = signature(packets.get(2));
    announced(packets.get(0).body(), signature);
    return new SignedMessage(text(packets.get(1).body()), signature);
  }

  private static byte[] decompress(byte[] body) throws BadMessage {
    if (body.length == 0 || (body[0] != 1 && body[0] != 2)) {
      throw new BadMessage("The message is compressed in a way that is not used.");
    }
    Inflater inflater = new Inflater(body[0] == 1);
    try {
      inflater.setInput(body, 1, body.length - 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8 << 10];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new BadMessage("The message is cut off.");
        }
        if (out.size() + count > MOST_BYTES) {
          throw new BadMessage("The message is longer than 1 MiB when it is decompressed.");
        }
        out.write(buffer, 0, count);
      }
      if (inflater.getRemaining() > 0) {
        throw new BadMessage("Something follows the message.");
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new BadMessage("The message cannot be decompressed.");
    } finally {
      inflater.end();
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  private static PGPSignature signature(Packet packet) throws BadMessage {
    try {
      if (packet.body().length > 0
          && packet.body()[0] == VERSION
          && new BcPGPObjectFactory(packet.encoded()).nextObject() instanceof PGPSignatureList list
          && list.size() == 1
          && isWhole(packet.body(), list.get(0).getEncoded())) {
        return list.get(0);
      }
    } catch (IOException | RuntimeException e) {
      // Said below.
    }
    throw new BadMessage("The signature cannot be read, or has another version than 4.");
  }

  /** The library hashes what it understood: that has to be every byte. */
  private static boolean isWhole(byte[] body, byte[] again) {
    int header = again.length - body.length;
    return header > 0 && Arrays.equals(body, 0, body.length, again, header, again.length);
  }

  /** Section 5.4: the announcement and the signature say the same. */
  private static void announced(byte[] said, PGPSignature signature) throws BadMessage {
    if (said.length != ANNOUNCEMENT
        || said[0] != 3
        || said[1] != signature.getSignatureType()
        || said[2] != signature.getHashAlgorithm()
        || said[3] != signature.getKeyAlgorithm()
        || said[12] == 0) {
      throw new BadMessage("The announcement is not that of the signature.");
    }
  }

  /** Section 5.9. */
  private static byte[] text(byte[] literal) throws BadMessage {
    int start = literal.length < 2 ? Integer.MAX_VALUE : 2 + (literal[1] & 0xFF) + 4;
    if (start > literal.length || literal[0] != 'b') {
      throw new BadMessage("The text is cut off, or is not marked as binary.");
    }
    return Arrays.copyOfRange(literal, start, literal.length);
  }

  /** Whether the key made the signature over the text. */
  boolean isSignedBy(org.bouncycastle.openpgp.PGPPublicKey key) {
    try {
      signature.init(PgpKeys.VERIFIERS, key);
      signature.update(text);
      return signature.verify();
    } catch (PGPException | RuntimeException e) {
      // What cannot be a signature of this key is none.
      return false;
    }
  }
}
