/**
 * The commands for the day after: an encrypted export whose recovery key is split among people, a
 * check that export and shares fit, and a restore on an empty machine. Verify and restore need no
 * server. Shares are typed or come from a file, never from arguments.
 */
@NullMarked
package redoubt.cli.recovery;

import org.jspecify.annotations.NullMarked;
