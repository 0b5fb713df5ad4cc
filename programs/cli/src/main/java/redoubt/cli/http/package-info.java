/**
 * How the command line reaches a server: TLS against one authority, a small HTTP/1.1 client that
 * keeps one connection, tokens, and the translation of every server's error into a {@code Failure}.
 * The platform's own HTTP client is not used because starting it costs more than the whole rest of
 * a command.
 */
@NullMarked
package redoubt.cli.http;

import org.jspecify.annotations.NullMarked;
