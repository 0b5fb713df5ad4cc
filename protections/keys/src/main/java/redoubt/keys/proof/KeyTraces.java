package redoubt.keys.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks in streams of any length for the bytes of a key in every form that they are commonly
 * written in: raw, hex in lower and upper case, and base64 and base64url at each of the three
 * places where the key can begin in a longer text. And for a marker, that has to be there.
 */
final class KeyTraces implements ProvingGround.Reader {
  private static final int CHUNK = 1 << 20;
  private static final int SHORTEST = 4;

  /** One form of the key; two that read the same are one. */
  private static final class Needle {
    private final String form;
    private final byte[] bytes;

    Needle(String form, byte[] bytes) {
      this.form = form;
      this.bytes = bytes;
    }

    String form() {
      return form;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Needle that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final List<Needle> needles;
  private final byte[] marker;
  private final int longest;
  private final boolean[] beginnings = new boolean[1 << 16];
  private final Set<String> traces = new LinkedHashSet<>();
  private final Set<String> markedPlaces = new LinkedHashSet<>();
  private long places;
  private long bytesRead;

  /**
   * @param marker a text of at least four characters
   */
  KeyTraces(byte[] key, String marker) {
    Set<Needle> forms = new LinkedHashSet<>();
    forms.add(new Needle("raw bytes", key.clone()));
    forms.add(text("hex", HexFormat.of().formatHex(key)));
    forms.add(text("hex", HexFormat.of().withUpperCase().formatHex(key)));
    for (int offset = 0; offset < 3; offset++) {
      byte[] longer = new byte[offset + key.length];
      System.arraycopy(key, 0, longer, offset, key.length);
      int first = (offset * 8 + 5) / 6;
      int end = longer.length * 8 / 6;
      forms.add(text("base64", Base64.getEncoder().encodeToString(longer).substring(first, end)));
      forms.add(
          text("base64url", Base64.getUrlEncoder().encodeToString(longer).substring(first, end)));
      Arrays.fill(longer, (byte) 0);
    }
    this.needles = List.copyOf(forms);
    this.marker = marker.getBytes(StandardCharsets.UTF_8);
    int most = this.marker.length;
    begin(this.marker);
    for (Needle needle : needles) {
      begin(needle.bytes());
      most = Math.max(most, needle.bytes().length);
    }
    this.longest = most;
  }

  private static Needle text(String form, String text) {
    return new Needle(form, text.getBytes(StandardCharsets.US_ASCII));
  }

  private void begin(byte[] bytes) {
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException("too short to be looked for");
    }
    beginnings[pair(bytes, 0)] = true;
  }

  private static int pair(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  @Override
  public void read(String place, InputStream in) throws IOException {
    places++;
    byte[] buffer = new byte[CHUNK + longest];
    int held = 0;
    for (; ; ) {
      int count = in.read(buffer, held, buffer.length - held);
      if (count < 0) {
        return;
      }
      bytesRead += count;
      held += count;
      look(place, buffer, held);
      // The end of what was read may be the beginning of a trace.
      int kept = Math.min(held, longest - 1);
      System.arraycopy(buffer, held - kept, buffer, 0, kept);
      held = kept;
    }
  }

  private void look(String place, byte[] buffer, int length) {
    for (int at = 0; at + 1 < length; at++) {
      if (beginnings[pair(buffer, at)]) {
        compare(place, buffer, at, length);
      }
    }
  }

  private void compare(String place, byte[] buffer, int at, int length) {
    if (matches(marker, buffer, at, length)) {
      markedPlaces.add(place);
    }
    for (Needle needle : needles) {
      if (matches(needle.bytes(), buffer, at, length)) {
        traces.add(needle.form() + " in " + place);
      }
    }
  }

  private static boolean matches(byte[] needle, byte[] buffer, int at, int length) {
    return at + needle.length <= length
        && Arrays.equals(needle, 0, needle.length, buffer, at, at + needle.length);
  }

  /** Forms and places in which the key was found. */
  List<String> traces() {
    return new ArrayList<>(traces);
  }

  /** Places in which the marker was found. */
  Set<String> markedPlaces() {
    return Set.copyOf(markedPlaces);
  }

  long places() {
    return places;
  }

  long bytesRead() {
    return bytesRead;
  }
}
