package redoubt.keys.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Choice;
import redoubt.web.console.Notice;
import redoubt.web.console.Pager;

/** The keys of an instance. */
public record KeyListPage(
    String instance,
    List<Choice> instances,
    String search,
    List<Choice> states,
    List<Choice> rings,
    List<Choice> kinds,
    List<KeySummary> keys,
    Pager pager,
    boolean filtered,
    boolean mayCreate,
    Sight sight,
    Optional<Notice> notice) {}
