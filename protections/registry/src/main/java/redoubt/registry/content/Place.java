package redoubt.registry.content;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.crypto.Randomness;

/** A name in the content store: 128 random bits in hex, never used twice. */
public record Place(String text) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

  public Place {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("no place of a content store");
    }
  }

  /** The place of that name; empty when it is no name of a place. */
  public static Optional<Place> named(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Place(text)) : Optional.empty();
  }

  public static Place fresh() {
    return new Place(HexFormat.of().formatHex(Randomness.bytes(16)));
  }

  @Override
  public String toString() {
    return text;
  }
}
