/**
 * What the command line prints: tables, JSON, YAML and progress. Text from a server is untrusted;
 * its control characters never reach a terminal. No colour and no cursor movement unless a terminal
 * listens.
 */
@NullMarked
package redoubt.cli.text;

import org.jspecify.annotations.NullMarked;
