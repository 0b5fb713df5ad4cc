/**
 * The frame of the console: layout, style sheet, session cookie, protection of forms.
 *
 * <p>A room makes its pages with a {@link redoubt.web.console.Console}: ordinary routes that answer
 * with HTML, in one look and under one strict content security policy. Every page can be read
 * without JavaScript; scripts only make some of them quicker to use.
 */
@NullMarked
package redoubt.web.console;

import org.jspecify.annotations.NullMarked;
