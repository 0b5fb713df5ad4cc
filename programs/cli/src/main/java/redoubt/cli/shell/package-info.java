/**
 * The commands around the others: starting a server, logging in, completion, version. They work
 * without a server, except {@code whoami} and the check that {@code login} makes.
 */
@NullMarked
package redoubt.cli.shell;

import org.jspecify.annotations.NullMarked;
