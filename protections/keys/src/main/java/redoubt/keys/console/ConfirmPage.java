package redoubt.keys.console;

import java.util.Optional;
import redoubt.web.console.Notice;

/**
 * Asks before something is done to a key.
 *
 * @param radius what depends on the key
 */
public record ConfirmPage(
    String instance,
    KeySummary key,
    KeyStep step,
    Dependency radius,
    String csrf,
    Optional<Notice> notice) {}
