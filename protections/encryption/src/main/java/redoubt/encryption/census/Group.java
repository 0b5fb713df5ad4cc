package redoubt.encryption.census;

import java.util.Comparator;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.Place;

/**
 * Objects that are alike: same place, same protection.
 *
 * @param guarded whether its resource is one that must be encrypted
 */
public record Group(Place place, Envelope envelope, Standing standing, boolean guarded) {
  /** Stands for what is left out when there are too many different groups. */
  public static final String MORE = "(more)";

  static final Comparator<Group> ORDER =
      Comparator.comparing((Group group) -> group.place().kind())
          .thenComparing(group -> group.place().namespace())
          .thenComparing(group -> group.envelope().format())
          .thenComparing(group -> group.envelope().provider())
          .thenComparing(group -> group.envelope().keyId())
          .thenComparing(group -> group.envelope().seed())
          .thenComparing(group -> group.envelope().fault())
          .thenComparing(Group::standing)
          .thenComparing(Group::guarded);

  public boolean isOffending() {
    return guarded && standing.isOffending();
  }

  /** The same without what makes many of few: namespace, names, seed. */
  Group coarse() {
    return new Group(
        new Place("", guarded ? place.kind() : MORE, MORE),
        new Envelope(envelope.format(), envelope.provider().isEmpty() ? "" : MORE, "", "", ""),
        standing,
        guarded);
  }
}
