package redoubt.registry.content;

import java.util.HexFormat;
import redoubt.crypto.Randomness;

/** A name in the content store: 128 random bits in hex, never used twice. */
public record Place(String text) {
  public Place {
    if (!text.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("no place of a content store");
    }
  }

  public static Place fresh() {
    return new Place(HexFormat.of().formatHex(Randomness.bytes(16)));
  }

  @Override
  public String toString() {
    return text;
  }
}
