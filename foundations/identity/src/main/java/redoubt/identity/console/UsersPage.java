package redoubt.identity.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/** The users of the server. */
public record UsersPage(List<Row> users, String self, String csrf, Optional<Notice> notice) {
  /** A user. */
  public record Row(
      String id, String name, boolean administrator, boolean service, Optional<Moment> created) {
    public String kind() {
      return administrator ? "Administrator" : service ? "Service" : "User";
    }
  }
}
