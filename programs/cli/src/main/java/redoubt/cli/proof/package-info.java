/**
 * The command that attacks every protection and says what came of it. Its status is 0 only if
 * everything that was tried held; what could not be tried is shown as that.
 */
@NullMarked
package redoubt.cli.proof;

import org.jspecify.annotations.NullMarked;
