package redoubt.keys.console;

import java.util.Optional;
import redoubt.web.console.Notice;

/**
 * Asks before something is done to a key.
 *
 * @param registrations how many things use the key
 */
public record ConfirmPage(
    String instance,
    KeySummary key,
    KeyStep step,
    int registrations,
    String csrf,
    Optional<Notice> notice) {}
