package redoubt.encryption.census;

import java.util.List;

/**
 * The first of many.
 *
 * @param total how many there are, those not listed included
 */
public record Listing<T>(long total, List<T> listed) {
  public Listing {
    listed = List.copyOf(listed);
    if (total < listed.size()) {
      throw new IllegalArgumentException("more are listed than there are");
    }
  }
}
