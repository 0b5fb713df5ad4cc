/**
 * The command line: nouns, then verbs. It talks to a server over HTTPS and has no rights of its
 * own; only {@code up} and the offline {@code recovery} commands run server code in this process. A
 * command costs as little as possible to start, so only the classes of the command that was typed
 * are loaded and the connection is opened while the arguments are read.
 */
@NullMarked
package redoubt.cli;

import org.jspecify.annotations.NullMarked;
