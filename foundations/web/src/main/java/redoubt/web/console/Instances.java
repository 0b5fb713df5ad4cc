package redoubt.web.console;

import java.util.List;
import redoubt.web.Reach;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.console.pages.JtenoinstanceGenerated;

/** The instances that the caller may switch between. */
public final class Instances {
  private final Console console;

  public Instances(Console console) {
    this.console = console;
  }

  /** Those that are open to the caller as far as a page needs, by id and name. */
  public List<Choice> choices(Request page, String current, Reach reach) {
    return choices(page, current).stream()
        .filter(choice -> choice.chosen() || reach.opens(page.principal(), choice.value()))
        .toList();
  }

  /** All of them, by id and name. */
  public List<Choice> choices(Request page, String current) {
    return console.api().get(page, "/v1/instances").items().stream()
        .map(instance -> {
          String id = instance.path("id").asText();
          return new Choice(id, instance.path("name").asText(id), id.equals(current));
        })
        .toList();
  }

  /** The instance's name, or its id when the caller may not know it. */
  public String name(Request page, String instance) {
    return choices(page, instance).stream()
        .filter(Choice::chosen)
        .map(Choice::label)
        .findFirst()
        .orElse(instance);
  }

  /**
   * Goes to a list that every instance has one of: that of the instance which the query names, or
   * of the first in which the caller finds something. Says so where there is none.
   *
   * @param title of the navigation entry, and what it lists
   * @param section path of the navigation entry
   * @param list last part of the list's path
   * @param reach in what of an instance its readers hold a role
   */
  public Response enter(Request request, String title, String section, String list, Reach reach) {
    List<Choice> choices = choices(request, "");
    String wanted = Api.parameter(request, "instance");
    List<String> visible =
        choices.stream()
            .map(Choice::value)
            .filter(id -> reach.opens(request.principal(), id))
            .toList();
    if (visible.isEmpty()) {
      boolean administrator = request.principal().isAdministrator();
      Part body = out -> JtenoinstanceGenerated.render(out, null, title, administrator);
      return console.show(request, new Page(title, section, body));
    }
    String chosen = visible.contains(wanted) ? wanted : visible.getFirst();
    return console.redirect("/instances/" + Api.segment(chosen) + "/" + list);
  }
}
