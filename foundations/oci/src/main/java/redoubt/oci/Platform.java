package redoubt.oci;

import java.util.Optional;

/** What an image of an index runs on. */
public record Platform(String architecture, String os, Optional<String> variant) {
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(text -> "/" + text).orElse("");
  }
}
