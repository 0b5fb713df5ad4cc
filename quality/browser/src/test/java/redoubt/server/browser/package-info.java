/**
 * The console of a whole server on a real database: in a real browser, and as an attacker's HTTP
 * client sees it.
 *
 * <p>All tests share one server and one browser ({@link redoubt.server.browser.OpenSite}); each
 * visits with cookies of its own and changes only keys that it made itself.
 */
@NullMarked
package redoubt.server.browser;

import org.jspecify.annotations.NullMarked;
