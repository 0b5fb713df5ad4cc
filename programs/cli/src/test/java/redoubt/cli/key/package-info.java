/** Tests of the commands of keys that need a server which misbehaves. */
@NullMarked
package redoubt.cli.key;

import org.jspecify.annotations.NullMarked;
