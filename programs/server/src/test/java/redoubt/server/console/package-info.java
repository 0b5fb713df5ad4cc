@NullMarked
package redoubt.server.console;

import org.jspecify.annotations.NullMarked;
