/**
 * The commands of users and of their API keys. An API key is printed once, when it is made, or goes
 * into a file that only its owner can read; nobody can ask for it again. Deleting a user or a key
 * takes effect at once, on every server.
 */
@NullMarked
package redoubt.cli.user;

import org.jspecify.annotations.NullMarked;
