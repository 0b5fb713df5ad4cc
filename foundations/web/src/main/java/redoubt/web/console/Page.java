package redoubt.web.console;

import gg.jte.Content;

/**
 * A page before its frame.
 *
 * @param title of the window and of the history
 * @param section path of the navigation entry it belongs to
 */
public record Page(String title, String section, Content body) {}
