package redoubt.keys.listing;

import java.util.Arrays;
import java.util.Optional;

/** Dates of a key, under their names in the API. */
public enum DateProperty {
  CREATION("creationDate"),
  EXPIRATION("expirationDate"),
  LAST_ROTATE("lastRotateDate"),
  LAST_UPDATE("lastUpdateDate"),
  DELETION("deletionDate");

  private final String text;

  DateProperty(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static Optional<DateProperty> of(String text) {
    return Arrays.stream(values()).filter(property -> property.text.equals(text)).findFirst();
  }
}
