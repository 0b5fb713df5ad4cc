package redoubt.keys.listing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.keys.KeyProtectError;

/** By which properties a list is sorted, the first first. */
public record SortOrder(List<By> by) {
  /** Properties that a list can be sorted by, under their names in the API. */
  public enum Property {
    ID("id"),
    STATE("state"),
    EXTRACTABLE("extractable"),
    IMPORTED("imported"),
    CREATION_DATE("creationDate"),
    LAST_UPDATE_DATE("lastUpdateDate"),
    LAST_ROTATE_DATE("lastRotateDate"),
    DELETION_DATE("deletionDate"),
    EXPIRATION_DATE("expirationDate");

    private final String text;

    Property(String text) {
      this.text = text;
    }

    private static Optional<Property> of(String text) {
      return Arrays.stream(values()).filter(property -> property.text.equals(text)).findFirst();
    }
  }

  /** One property, ascending or descending. */
  public record By(Property property, boolean descending) {}

  public static final SortOrder NONE = new SortOrder(List.of());

  public SortOrder {
    by = List.copyOf(by);
  }

  /**
   * Reads {@code [-]property *( "," [-]property )}, each property once.
   *
   * @throws redoubt.keys.KeyFailure {@code INVALID_QUERY_PARAM_ERR}
   */
  public static SortOrder parse(String sort) {
    List<By> by = new ArrayList<>();
    Set<Property> seen = new java.util.HashSet<>();
    for (String term : sort.split(",", 20)) {
      boolean descending = term.startsWith("-");
      Property property =
          Property.of(descending ? term.substring(1) : term).orElseThrow(SortOrder::fault);
      if (!seen.add(property)) {
        throw fault();
      }
      by.add(new By(property, descending));
    }
    return new SortOrder(by);
  }

  private static RuntimeException fault() {
    return KeyProtectError.queryParameter(
        "sort",
        "a comma-separated list, each with an optional - before it and none twice, of "
            + Arrays.stream(Property.values())
                .map(property -> property.text)
                .collect(Collectors.joining(", ")));
  }
}
