package redoubt.identity.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/**
 * The API keys of a user.
 *
 * @param of whose keys they are
 * @param people whose keys could be shown; empty for who sees only their own
 * @param fresh a key that was just made: the only time it is shown
 */
public record ApiKeysPage(
    List<Row> keys,
    String of,
    boolean own,
    List<Person> people,
    Optional<Fresh> fresh,
    String csrf,
    Optional<Notice> notice) {
  /** An API key; never the key itself. */
  public record Row(
      String id,
      String name,
      Optional<Moment> created,
      Optional<Moment> lastUsed,
      Optional<Moment> expires,
      boolean current) {}

  /** Somebody who may hold API keys. */
  public record Person(String id, String name, boolean chosen) {}

  /** The text of a new key. */
  public record Fresh(String name, String text) {
    @Override
    public String toString() {
      return "Fresh[" + name + "]";
    }
  }
}
