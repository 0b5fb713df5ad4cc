package redoubt.encryption.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import redoubt.crypto.Randomness;

/**
 * A text that is nowhere else, and how it would look in the clear: as it is, in hexadecimal digits,
 * and in base64 at each alignment.
 */
final class Canary {
  private static final int RANDOM = 18;

  private final String text;
  private final List<byte[]> traces;

  private Canary(String text) {
    this.text = text;
    this.traces = traces(text.getBytes(US_ASCII));
  }

  static Canary fresh() {
    return new Canary("redoubt.canary." + HexFormat.of().formatHex(Randomness.bytes(RANDOM)));
  }

  String text() {
    return text;
  }

  /** Whether a trace of it is in these bytes. */
  boolean isIn(MemorySegment bytes) {
    return isIn(bytes.toArray(ValueLayout.JAVA_BYTE), (int) bytes.byteSize());
  }

  private boolean isIn(byte[] bytes, int length) {
    return traces.stream().anyMatch(trace -> contains(bytes, length, trace));
  }

  /** Looks for a canary, and for one more text, in pieces of something long. */
  final class Search {
    private final byte[] known;
    private byte[] tail = {};
    private boolean found;
    private boolean knownFound;

    /**
     * @param known what is certainly there: that it is found shows that the right thing is searched
     */
    Search(String known) {
      this.known = known.getBytes(US_ASCII);
    }

    void add(MemorySegment piece) {
      int size = (int) piece.byteSize();
      byte[] window = Arrays.copyOf(tail, tail.length + size);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, window, tail.length, size);
      found |= isIn(window, window.length);
      knownFound |= contains(window, window.length, known);
      tail = Arrays.copyOfRange(window, Math.max(0, window.length - overlap()), window.length);
    }

    private int overlap() {
      return traces.stream().mapToInt(trace -> trace.length).max().orElse(0) + known.length;
    }

    boolean found() {
      return found;
    }

    boolean knownFound() {
      return knownFound;
    }
  }

  private static List<byte[]> traces(byte[] canary) {
    List<byte[]> traces = new ArrayList<>();
    traces.add(canary);
    traces.add(HexFormat.of().formatHex(canary).getBytes(US_ASCII));
    for (int shift = 0; shift < 3; shift++) {
      byte[] padded = new byte[shift + canary.length];
      System.arraycopy(canary, 0, padded, shift, canary.length);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(padded);
      // What neighbours decide is left out: up to two digits before and one after.
      int from = (shift * 8 + 5) / 6;
      int to = padded.length * 8 / 6;
      traces.add(base64.substring(from, to).getBytes(US_ASCII));
    }
    return traces;
  }

  private static boolean contains(byte[] where, int length, byte[] what) {
    byte first = what[0];
    for (int i = 0; i <= length - what.length; i++) {
      if (where[i] == first && Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
        return true;
      }
    }
    return false;
  }
}
